import { describe, expect, it } from 'vitest'
import { allowedHosts, isTrusted } from './guard.ts'

const hosts = allowedHosts('127.0.0.1', ['Control.Example'])
const trusted = (host: string | undefined, origin?: string) =>
  isTrusted({ headers: { host, ...(origin === undefined ? {} : { origin }) } }, hosts)

describe('the guard', () => {
  it.each(['127.0.0.1:8420', 'localhost:8420', '[::1]:8420', 'control.example'])('answers to %s', (host) => {
    expect(trusted(host)).toBe(true)
  })

  it.each(['evil.example', '127.0.0.1.evil.example', 'localhost.evil.example:8420', '', 'a b'])(
    'doesn’t answer to “%s”',
    (host) => {
      expect(trusted(host)).toBe(false)
    },
  )

  it('refuses a request without a host', () => {
    expect(trusted(undefined)).toBe(false)
  })

  it('refuses a page of another origin, also on this machine', () => {
    expect(trusted('localhost:8420', 'http://localhost:8420')).toBe(true)
    expect(trusted('localhost:8420', 'http://localhost:3000')).toBe(false)
    expect(trusted('localhost:8420', 'https://evil.example')).toBe(false)
    expect(trusted('localhost:8420', 'null')).toBe(false)
  })
})
