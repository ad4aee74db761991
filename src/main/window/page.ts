import { protocol } from 'electron'
import { PAGE_DIR } from '../locations.ts'
import { answerFromFolder } from './page-files.ts'

/** The page's own scheme; `https` is used in its place where it could not be registered. */
export type PageScheme = 'ecopulse' | 'https'

/** Where the page is: neither a file nor something on the network. */
export interface Page {
  readonly url: string
  /** Whether an address is one of the page's own. */
  owns(address: string): boolean
  /** Answers requests under its scheme, of which only its own have something to get. */
  serve(): void
}

// A name that can't be registered (RFC 2606), so that no other site is ever taken for the page.
const HOSTS = { ecopulse: 'app', https: 'app.ecopulse.invalid' } as const

export function createPage(scheme: PageScheme): Page {
  const host = HOSTS[scheme]
  const owns = (address: string) => {
    if (!URL.canParse(address)) return false
    const url = new URL(address)
    return url.protocol === `${scheme}:` && url.host === host
  }
  return {
    url: `${scheme}://${host}/`,
    owns,
    serve() {
      protocol.handle(scheme, (request) =>
        owns(request.url) ? answerFromFolder(PAGE_DIR, request) : new Response(null, { status: 404 }),
      )
    },
  }
}
