import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { PAGE_POLICY } from '../../contract/page-policy.ts'
import { codeOf } from '../../engine/runtime/engine-error.ts'

const MIME: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
}

const HEADERS = { ...PAGE_POLICY, 'cache-control': 'no-cache' }

const refuse = (status: number) => new Response(null, { status, headers: HEADERS })

/** Answers a request for a file of the page in `folder`, and for the address of a view with the page itself. */
export async function answerFromFolder(
  folder: string,
  request: { readonly method: string; readonly url: string },
): Promise<Response> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405)
  const path = pathWithin(folder, new URL(request.url).pathname)
  if (path === null) return refuse(403)
  const isView = extname(path) === ''
  const file = isView ? join(folder, 'index.html') : path
  const type = MIME[extname(file)]
  if (type === undefined) return refuse(404)
  try {
    const content = await readFile(file)
    const body = request.method === 'HEAD' ? null : new Uint8Array(content)
    return new Response(body, { headers: { ...HEADERS, 'content-type': type } })
  } catch (error) {
    if (['ENOENT', 'EISDIR'].includes(codeOf(error) ?? '')) {
      return refuse(404)
    }
    throw error
  }
}

/** The file that an address names; null where that is no file within the folder. */
function pathWithin(folder: string, address: string): string | null {
  const decoded = decodePath(address)
  if (decoded === null || /[\0\\]/.test(decoded)) return null
  const root = normalize(folder + sep)
  const path = join(root, decoded)
  return path.startsWith(root) ? path : null
}

function decodePath(address: string): string | null {
  try {
    return decodeURIComponent(address)
  } catch {
    return null
  }
}
