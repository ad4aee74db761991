import { expect, test } from 'vitest'
import { readAddress, writeAddress } from './model-address.ts'

test('an address is read as it was written', () => {
  const address = { horizon: 'nextDay', score: 'month', span: '7d', lead: 24 } as const
  const [, search] = writeAddress(address).split('?')
  expect(readAddress(search ?? '')).toEqual(address)
})

test('what is as usual, or makes no sense, is left out', () => {
  const usual = { horizon: 'nextHour', score: 'day', span: '1d', lead: 4 } as const
  expect(readAddress('horizon=never&score=year&span=9d&lead=7')).toEqual(usual)
  expect(writeAddress(usual)).toBe('/model')
})

test('a lead of the other horizon falls back to the furthest', () => {
  expect(writeAddress({ horizon: 'nextHour', score: 'day', span: '1d', lead: 96 })).toBe('/model')
  expect(readAddress('horizon=nextDay&lead=3').lead).toBe(96)
})
