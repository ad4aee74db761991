import { expect, test } from 'vitest'
import { formatModelAddress, parseModelAddress } from './model-address.ts'

test('an address is read as it was written', () => {
  const address = { horizon: 'nextDay', score: 'month', span: '7d', lead: 24 } as const
  const [, search] = formatModelAddress(address).split('?')
  expect(parseModelAddress(search ?? '')).toEqual(address)
})

test('what is as usual, or makes no sense, is left out', () => {
  const usual = { horizon: 'nextHour', score: 'day', span: '1d', lead: 4 } as const
  expect(parseModelAddress('horizon=never&score=year&span=9d&lead=7')).toEqual(usual)
  expect(formatModelAddress(usual)).toBe('/model')
})

test('a lead of the other horizon falls back to the furthest', () => {
  expect(formatModelAddress({ horizon: 'nextHour', score: 'day', span: '1d', lead: 96 })).toBe('/model')
  expect(parseModelAddress('horizon=nextDay&lead=3').lead).toBe(96)
})
