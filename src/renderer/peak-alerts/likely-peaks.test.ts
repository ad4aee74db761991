import { expect, test } from 'vitest'
import type { DemandAhead, DemandAheadStep } from '../../domain/peak-alerts/peak-alert.ts'
import { describeNextPeak, describePeak, findLikelyPeaks } from './likely-peaks.ts'

const QUARTER = 900_000
const NOW = Date.parse('2026-11-24T13:00:00Z')
const step = (index: number, chance: number, p50 = 1_240): DemandAheadStep => ({
  start: NOW + index * QUARTER,
  end: NOW + (index + 1) * QUARTER,
  demandKw: { p10: p50 - 90, p50, p90: p50 + 90 },
  raisesAboveKw: 1_180,
  chance,
  costAtP50: p50 > 1_180 ? (p50 - 1_180) * 14 : 0,
  costAtP90: (p50 + 90 - 1_180) * 14,
})
const ahead = (...steps: DemandAheadStep[]): DemandAhead => ({
  madeAt: NOW,
  windowEnd: NOW,
  currency: 'EUR',
  unit: 'kW',
  steps,
})

test('the likeliest intervals are first, an hour apart, and those that are over or unlikely are left out', () => {
  const steps = [step(-1, 0.9), step(0, 0.3), step(2, 0.71), step(3, 0.6), step(8, 0.5), step(20, 0.09)]
  expect(findLikelyPeaks(ahead(...steps), NOW)).toEqual([steps[2], steps[4]])
})

test('a likely peak is shown with its time, demand, band, chance and cost', () => {
  const peak = step(1, 0.71)
  expect(Object.values(describePeak(peak, ahead(peak), NOW, 'Europe/Berlin'))).toEqual([
    'today',
    '14:15–14:30',
    '1,240 kW',
    '1,150–1,330',
    '71 %',
    '€840',
  ])
})

test('the cost of what costs nothing at P50 is that at P90', () => {
  const peak = step(1, 0.2, 1_120)
  expect(describePeak(peak, ahead(peak), NOW, 'Europe/Berlin').cost).toBe('up to €420')
})

test('with no alert the likeliest interval is the next peak; with none likely there is none', () => {
  const text = describeNextPeak(null, ahead(step(1, 0.71)), NOW, 'Europe/Berlin')
  expect(text).toEqual({ title: 'No alert', when: 'likeliest today 14:15–14:30', figures: '1,240 kW · 71 %' })
  expect(describeNextPeak(null, ahead(step(1, 0.02)), NOW, 'Europe/Berlin')).toBeNull()
})
