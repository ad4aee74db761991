import { protocol } from 'electron'
import { PAGE_DIR } from './locations.ts'
import { answerFromFolder } from './page-files.ts'

const SCHEME = 'ecopulse'
const HOST = 'app'

/** Where the page is: a scheme of its own, so that it is neither a file nor something on the network. */
export const PAGE_URL = `${SCHEME}://${HOST}/`

/** Whether an address is one of the page's own. */
export function isPage(address: string): boolean {
  if (!URL.canParse(address)) return false
  const { protocol: scheme, host } = new URL(address)
  return scheme === `${SCHEME}:` && host === HOST
}

/** Has Chromium treat the scheme like https. It must be known before the app is ready. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ])
}

export function servePage(): void {
  protocol.handle(SCHEME, (request) =>
    isPage(request.url) ? answerFromFolder(PAGE_DIR, request) : new Response(null, { status: 404 }),
  )
}
