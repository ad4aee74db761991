import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { answerFromFolder } from './page-files.ts'

const parent = mkdtempSync(join(tmpdir(), 'ecopulse-page-'))
const folder = join(parent, 'renderer')
mkdirSync(join(folder, 'assets'), { recursive: true })
writeFileSync(join(folder, 'index.html'), '<title>EcoPulse</title>')
writeFileSync(join(folder, 'assets', 'index.js'), 'export {}')
writeFileSync(join(folder, 'assets', 'notes.txt'), 'not of the page')
writeFileSync(join(parent, 'secret.json'), '{}')
mkdirSync(join(parent, 'renderer-other'))
writeFileSync(join(parent, 'renderer-other', 'secret.json'), '{}')
afterAll(() => rmSync(parent, { recursive: true }))

const get = (path: string, method = 'GET') => answerFromFolder(folder, { method, url: `ecopulse://app${path}` })

describe('the files of the page', () => {
  it.each(['/', '/history', '/settings', '/history?from=1'])('answers %s with the page', async (path) => {
    const response = await get(path)
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(await response.text()).toBe('<title>EcoPulse</title>')
  })

  it('answers a script as a script, under the policy', async () => {
    const response = await get('/assets/index.js')
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'")
  })

  it.each([
    '/..%2fsecret.json',
    '/%2e%2e%2fsecret.json',
    '/assets/..%2f..%2fsecret.json',
    '/..%5csecret.json',
    '/%00.js',
    '/%zz',
  ])('refuses to leave its folder by %s', async (path) => {
    expect((await get(path)).status).toBe(403)
  })

  it('doesn’t mistake a sibling whose name begins with its own for itself', async () => {
    expect((await get('/..%2frenderer-other%2fsecret.json')).status).toBe(403)
  })

  it.each(['/assets/missing.js', '/assets/notes.txt'])('has nothing at %s', async (path) => {
    expect((await get(path)).status).toBe(404)
  })

  it('only reads', async () => {
    expect((await get('/', 'POST')).status).toBe(405)
    const head = await get('/', 'HEAD')
    expect([head.status, await head.text()]).toEqual([200, ''])
  })
})
