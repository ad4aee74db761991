import { expect, test } from 'vitest'
import { HOUR, MINUTE, QUARTER_HOUR } from '../../domain/time/time.ts'
import type { RollupStep } from '../store/store-port.ts'
import { readImportExport } from './import-export.ts'

const AT = Date.UTC(2026, 5, 1)
const step = (at: number, mean: number, min = mean, max = mean, coverage = 1): RollupStep => ({
  at,
  mean,
  min,
  max,
  coverage,
})

/** A store that has these steps; `asked` has the spans whose minutes were read. */
function storeOf(quarterHours: readonly RollupStep[], minutes: readonly RollupStep[] = []) {
  const readSpans: { start: number; end: number }[] = []
  return {
    asked: readSpans,
    steps: async (_source: string, _tag: string, span: { start: number; end: number }, resolutionMs: number) => {
      if (resolutionMs === MINUTE) readSpans.push(span)
      const level = resolutionMs === MINUTE ? minutes : quarterHours
      return level.filter(({ at }) => at >= span.start && at < span.end)
    },
  }
}
const read = (store: ReturnType<typeof storeOf>, fine = false) =>
  readImportExport(store, 'plant', 'gridImport', { start: AT, end: AT + HOUR }, fine)

test('a quarter-hour that goes one way only is exact as its mean, and its minutes are not read', async () => {
  const store = storeOf([step(AT, 400, 0, 900, 0.8), step(AT + QUARTER_HOUR, -50, -90, 0)])
  const { quarterHours, finest } = await read(store)
  expect(quarterHours).toEqual([
    { start: AT, end: AT + QUARTER_HOUR, importKw: 400, exportKw: 0, coverage: 0.8 },
    { start: AT + QUARTER_HOUR, end: AT + 2 * QUARTER_HOUR, importKw: 0, exportKw: 50, coverage: 1 },
  ])
  expect(finest).toEqual(quarterHours)
  expect(store.asked).toEqual([])
})

test('one that goes both ways is made of its minutes, weighted by what is known of them', async () => {
  const at = AT + QUARTER_HOUR
  const minutes = [step(at, 600, 500, 700), step(at + MINUTE, -300, -300, 10), step(at + 2 * MINUTE, 60, 60, 60, 0.5)]
  const store = storeOf([step(AT, 1), step(at, 0, -300, 700, 2.5 / 15), step(at + QUARTER_HOUR, 2)], minutes)
  const { quarterHours } = await read(store)
  expect(quarterHours[1]).toEqual({
    start: at,
    end: at + QUARTER_HOUR,
    importKw: (600 + 30) / 2.5,
    exportKw: 300 / 2.5,
    coverage: 2.5 / 15,
  })
  expect(store.asked).toEqual([{ start: at, end: at + QUARTER_HOUR }])
})

test('where its minutes are pruned it is taken as a whole', async () => {
  const { quarterHours } = await read(storeOf([step(AT, 120, -10, 300)]))
  expect(quarterHours).toMatchObject([{ importKw: 120, exportKw: 0 }])
})

test('minutes are given where they are requested and kept, quarter-hours where they aren’t', async () => {
  const kept = Array.from({ length: 15 }, (_, i) => step(AT + QUARTER_HOUR + i * MINUTE, 100 + i))
  const store = storeOf([step(AT, 80), step(AT + QUARTER_HOUR, 107, 100, 114)], kept)
  const { quarterHours, finest } = await read(store, true)
  expect(quarterHours).toMatchObject([{ importKw: 80 }, { importKw: 107, coverage: 1 }])
  expect(finest.map(({ start, end, importKw }) => [start, end - start, importKw])).toEqual([
    [AT, QUARTER_HOUR, 80],
    ...kept.map(({ at, mean }) => [at, MINUTE, mean]),
  ])
})
