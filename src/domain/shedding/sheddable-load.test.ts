import { expect, it } from 'vitest'
import { filterUpcomingChanges } from './sheddable-load.ts'

it('a planned change counts until a forecast is made from load that shows it', () => {
  const change = { id: 'furnace', name: 'Furnace', kw: 80, from: 1_000, to: 2_000 }
  expect(filterUpcomingChanges([change], 900)).toEqual([change])
  expect(filterUpcomingChanges([change], 1_000)).toEqual([change])
  expect(filterUpcomingChanges([change], 1_001)).toEqual([])
})
