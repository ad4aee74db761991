import { expect, test } from 'vitest'
import { isSecretName, mapSecretParameters } from './secret-names.ts'

test.each(['token', 'access_token', 'API-Key', 'apikey', 'client_secret', 'Authorization', 'password', 'sig'])(
  '“%s” names a secret',
  (name) => {
    expect(isSecretName(name)).toBe(true)
  },
)

test.each(['', 'site', 'plant', 'zone', 'from'])('“%s” names none', (name) => {
  expect(isSecretName(name)).toBe(false)
})

test('the secrets of an address are changed, and nothing else of it', () => {
  const redact = (url: string) => mapSecretParameters(url, (_, name) => `(${name})`)
  expect(redact('wss://plant.example/token?site=2&access_token=a?b=c&KEY=&x#key=1')).toBe(
    'wss://plant.example/token?site=2&access_token=(access_token)&KEY=(KEY)&x#key=1',
  )
  expect(redact('wss://plant.example/?from=wss://other.example/?token=abc')).toBe(
    'wss://plant.example/?from=wss://other.example/?token=(token)',
  )
})
