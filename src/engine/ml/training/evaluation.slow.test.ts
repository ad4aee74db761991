import { createRequire } from 'node:module'
import { dirname } from 'node:path'
import { expect, test } from 'vitest'
import { TINY_NETWORK, TINY_TRAINING } from '../../../../tests/fixtures/make-model.ts'
import { changeLoads, makeSeries, removeLoads } from '../../../../tests/fixtures/make-series.ts'
import { NAIVE_NAMES } from '../../../domain/forecast/forecast.ts'
import { DAY, HOUR } from '../../../domain/time/time.ts'
import type { LoadSeries } from '../../load-csv/load-series.ts'
import { openBackend } from '../tensorflow/backends.ts'
import { type EvaluateRequest, evaluateSeries } from './evaluation.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const plan = {
  network: { ...TINY_NETWORK, members: 2 },
  fit: { ...TINY_TRAINING.fit, epochs: 1, windowsPerEpoch: 96, stepsPerWindow: 4 },
}

/** Evaluates on WebAssembly, which every machine has. */
async function evaluate(change: Pick<EvaluateRequest, 'horizon' | 'series'> & Partial<EvaluateRequest>) {
  await openBackend(wasmDir, ['wasm'])
  const request = { wasmDir, seed: 1, ablation: false, plan, ...change }
  return evaluateSeries(request, { onProgress: () => {}, signal: new AbortController().signal })
}

/** Ten weeks over a change of clock, with a week of zeros, short and long holes, and a temperature that is known at times. */
function oddSeries(start: number): LoadSeries {
  const made = makeSeries({ days: 70, start, zone: 'Europe/Berlin' })
  const step = (day: number) => day * 96
  const dark = changeLoads(made, (kw, i) => (i >= step(20) && i < step(27) ? 0 : kw))
  const holed = removeLoads(
    removeLoads(removeLoads(dark, step(12), step(12) + 3), step(35), step(36)),
    step(62),
    step(62) + 20,
  )
  return { ...holed, temperatureC: made.temperatureC?.map((celsius, i) => (i % 11 < 5 ? null : celsius)) ?? null }
}

test.each([
  ['nextHour', 'on', Date.UTC(2026, 0, 26)],
  ['nextDay', 'back', Date.UTC(2026, 8, 1)],
] as const)(
  'an evaluation for the %s of a load with gaps and a week of zeros, over a day on which the clocks go %s, has sane figures',
  async (horizon, _, start) => {
    const {
      comparison,
      parts,
      resolutionMinutes,
      excerpt: picture,
    } = await evaluate({ horizon, series: oddSeries(start) })
    expect(resolutionMinutes).toBe(15)
    for (const score of [comparison.model, ...NAIVE_NAMES.map((name) => comparison.naive[name])]) {
      expect(score.steps).toBe(comparison.model.steps)
      for (const figure of [score.mape, score.wape, score.maeKw, score.pinballKw]) {
        expect(figure).toBeGreaterThan(0)
        expect(figure).toBeLessThan(1000)
      }
    }
    expect(comparison.model.wape).toBeLessThan(0.2)
    expect(comparison.model.coverage).toBeGreaterThan(0.6)
    expect(comparison.model.coverage).toBeLessThanOrEqual(0.97)
    expect(comparison.skill).toBeLessThan(1)
    const times = [parts.training, parts.validation, parts.holdout].flatMap(({ from, to }) => [from, to])
    expect(times).toEqual([...times].sort())
    expect(picture.loadKw).toHaveLength(3 * 96)
  },
)

test('a week of zeros teaches nothing: without it the figures are nearly the same', async () => {
  const made = makeSeries({ days: 120, resolutionMs: HOUR })
  const dark = changeLoads(made, (kw, step) => (step >= 480 && step < 648 ? 0 : kw))
  const [whole, odd] = [
    await evaluate({ horizon: 'nextDay', series: made }),
    await evaluate({ horizon: 'nextDay', series: dark }),
  ]
  expect(odd.parts.training.windows).toBe(whole.parts.training.windows - (168 + 192 + 23))
  expect(odd.comparison.model.wape).toBeLessThan(1.3 * whole.comparison.model.wape)
})

test('the picture is of the last three days, each step forecast from the last window before it', async () => {
  const series = makeSeries({ days: 50, resolutionMs: HOUR })
  const { excerpt: picture, comparison } = await evaluate({ horizon: 'nextDay', series })
  expect(picture.start).toBe(series.start + 47 * DAY)
  expect(picture.resolutionMs).toBe(HOUR)
  expect(picture.loadKw).toEqual(series.loadKw.slice(-72))
  expect(picture.forecast).toHaveLength(72)
  const errors = picture.forecast.map((quantiles, i) => {
    if (quantiles === null) throw new Error('Every step of the picture was foreseen')
    return Math.abs(quantiles.p50 - (picture.loadKw[i] ?? Number.NaN))
  })
  const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length
  // They lie where the load lies: a picture that was moved by a few hours would be off by far more.
  expect(mean).toBeLessThan(2.5 * comparison.model.maeKw)
})

test('an ablation has the linear path alone, and the model without some of its parts, on the same windows', async () => {
  const series = makeSeries({ days: 50, resolutionMs: HOUR })
  const reported: string[] = []
  await openBackend(wasmDir, ['wasm'])
  const { comparison, variations } = await evaluateSeries(
    { horizon: 'nextHour', series, wasmDir, seed: 1, ablation: true, plan },
    { onProgress: ({ phase }) => reported.push(phase), signal: new AbortController().signal },
  )
  expect(variations.map(({ name }) => name)).toEqual([
    'the linear path alone',
    'without the LSTM',
    'with one member instead of 2',
  ])
  for (const { comparison: of } of variations) {
    expect(of.windows).toBe(comparison.windows)
    expect(of.naive).toEqual(comparison.naive)
    expect(of.model).not.toEqual(comparison.model)
    expect(of.model.coverage).toBeGreaterThan(0.6)
  }
  expect(reported.filter((phase) => phase === 'done')).toHaveLength(1)
  expect(reported.at(-1)).toBe('done')
})

test('an evaluation keeps no tensor, and one that is cancelled ends', async () => {
  const series = makeSeries({ days: 50, resolutionMs: HOUR })
  const { tf } = await openBackend(wasmDir, ['wasm'])
  const before = tf.core.memory().numTensors
  await evaluate({ horizon: 'nextHour', series, ablation: true })
  expect(tf.core.memory().numTensors).toBe(before)
  const request = { horizon: 'nextHour', series, wasmDir, seed: 1, ablation: false, plan } as const
  const evaluation = evaluateSeries(request, { onProgress: () => {}, signal: AbortSignal.abort() })
  await expect(evaluation).rejects.toThrow(/abort/i)
  expect(tf.core.memory().numTensors).toBe(before)
})

test('a load that is too short is answered with a sentence', async () => {
  await expect(evaluate({ horizon: 'nextDay', series: makeSeries({ days: 9 }) })).rejects.toThrow(
    expect.objectContaining({ name: 'EngineError', message: expect.stringContaining('9 days of load are too few') }),
  )
})
