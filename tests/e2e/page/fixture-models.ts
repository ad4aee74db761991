import type { CallOutput } from '../../../src/contract/api.ts'
import type {
  Comparison,
  HorizonSkill,
  Inference,
  ModelCard,
  ModelEntry,
  Skill,
  SkillSpan,
} from '../../../src/contract/schemas/models.ts'
import type { Horizon, NaiveName } from '../../../src/domain/forecast/forecast.ts'
import { type Score, skillOf } from '../../../src/domain/forecast/forecast-score.ts'
import { DAY } from '../../../src/domain/time/time.ts'

/** Mean load of the fixture's plant, in kW. */
const MEAN_KW = 805
const NAIVE_MAE: Record<Horizon, Record<NaiveName, number>> = {
  nextHour: { persistence: 71.4, yesterday: 58.2, 'last week': 34.6, 'yesterday’s change': 49.8 },
  nextDay: { persistence: 212, yesterday: 58.9, 'last week': 35.1, 'yesterday’s change': 64.3 },
}
const MODEL_MAE: Record<Horizon, number> = { nextHour: 19.7, nextDay: 27.3 }

/** A score whose figures go together. */
export function scoreOf(steps: number, maeKw: number, coverage = 0.79): Score {
  const wape = maeKw / MEAN_KW
  return { steps, mape: wape * 1.06, wape, maeKw, pinballKw: maeKw * 0.31, coverage }
}

function naiveScores(horizon: Horizon, steps: number, times: number): Record<NaiveName, Score> {
  // A rule is one number: its pinball loss is half its error, and it covers nothing.
  const of = (name: NaiveName): Score => {
    const maeKw = NAIVE_MAE[horizon][name] * times
    return { ...scoreOf(steps, maeKw, 0), pinballKw: maeKw / 2 }
  }
  return {
    persistence: of('persistence'),
    yesterday: of('yesterday'),
    'last week': of('last week'),
    'yesterday’s change': of('yesterday’s change'),
  }
}

/** Of a model that is `worse` times as wrong as usual, in a span of `days` before `at`. */
export function spanAt(
  horizon: Horizon,
  at: number,
  { days, worse = 1, hindsight = 0 }: { readonly days: number; readonly worse?: number; readonly hindsight?: number },
): SkillSpan {
  const steps = (horizon === 'nextHour' ? 4 : 96) * 96 * days
  const naive = naiveScores(horizon, steps, 1 + days / 200)
  const model = scoreOf(steps, MODEL_MAE[horizon] * worse * (1 + days / 150), 0.79 - days / 2_000)
  return {
    from: at - days * DAY,
    to: at,
    hindsight,
    forecast: model,
    model,
    naive,
    bestNaive: 'last week',
    skill: skillOf(model, naive['last week']),
  }
}

export function horizonSkillAt(horizon: Horizon, at: number): HorizonSkill {
  return {
    model: horizon === 'nextHour' ? 'next-hour-1' : 'next-day-1',
    day: spanAt(horizon, at, { days: 1 }),
    week: spanAt(horizon, at, { days: 7, hindsight: 0.41 }),
    month: spanAt(horizon, at, { days: 30, hindsight: 0.86 }),
    standIn: null,
    drift: null,
  }
}

export function skillAt(at: number): Skill {
  return { nextHour: horizonSkillAt('nextHour', at), nextDay: horizonSkillAt('nextDay', at) }
}

function comparison(horizon: Horizon, maeKw: number): Comparison {
  const steps = (horizon === 'nextHour' ? 4 : 96) * 3_357
  const naive = naiveScores(horizon, steps, 1)
  const model = scoreOf(steps, maeKw)
  return { windows: 3_357, model, naive, bestNaive: 'last week', skill: skillOf(model, naive['last week']) }
}

function card(id: string, horizon: Horizon, changes: Partial<ModelCard> = {}): ModelCard {
  const part = (from: string, to: string, windows: number) => ({ from, to, windows })
  return {
    id,
    horizon,
    kind: 'lstm',
    madeAt: '2026-11-20T23:28:15.537Z',
    madeBy: 'EcoPulse 0.1.0',
    command: `npm run train -- --horizon ${horizon}`,
    data: {
      source: 'the simulator’s history',
      zone: 'Europe/Berlin',
      from: '2025-09-01T00:00:00.000Z',
      to: '2026-10-26T00:00:00.000Z',
      days: 420,
      holes: 0,
      resolutionMinutes: 15,
    },
    parts: {
      training: part('2025-09-01T00:00:00.000Z', '2026-08-24T00:00:00.000Z', 33_501),
      validation: part('2026-08-24T00:00:00.000Z', '2026-09-21T00:00:00.000Z', 2_685),
      holdout: part('2026-09-21T00:00:00.000Z', '2026-10-26T00:00:00.000Z', 3_357),
    },
    features: {
      window: ['load', 'load yesterday', 'load last week', 'temperature', 'time of day', 'day of week'],
      ahead: ['load yesterday', 'load last week', 'time of day', 'day of week'],
      recent: ['load'],
      history: '768 quarter-hours: 24 h and, for each of them, the same time last week',
    },
    network: { lstmUnits: 32, headUnits: 48, parameters: 10_488 },
    training: { batchSize: 128, learningRate: 0.003, epochs: 16, bestEpoch: 14, seconds: 412 },
    holdout: comparison(horizon, MODEL_MAE[horizon]),
    rival: null,
    limits: 'Trained on a simulated plant: on another one its figures are to be measured, not believed.',
    weightsSha256: '3f6c1d0b8a5e4c7f9d2b6a1e0c8f7d5b4a3928171605f4e3d2c1b0a998877665',
    ...changes,
  }
}

function trained(horizon: Horizon, madeAt: string): ModelCard {
  const id = horizon === 'nextHour' ? 'next-hour-2026-11-23' : 'next-day-2026-11-23'
  return card(id, horizon, {
    madeAt,
    command: 'training in the app',
    data: { ...card(id, horizon).data, source: 'the kept history of Northfield works', days: 210, holes: 9 },
    holdout: comparison(horizon, MODEL_MAE[horizon] * 0.91),
    rival: { id: horizon === 'nextHour' ? 'next-hour-1' : 'next-day-1', score: scoreOf(13_428, MODEL_MAE[horizon]) },
  })
}

const TAKEN = 'WAPE 2.2 % on the holdout: better than the model in use (2.4 %) and same time last week (4.3 %).'
const REFUSED = 'WAPE 4.9 % on the holdout: same time last week has 4.3 %, so it is no gain.'

/** What the engine answers to `models`: of each horizon one in use and one to take, and a Keras network that may not be. */
export function modelsAt(): ModelEntry[] {
  const shipped = (id: string, horizon: Horizon): ModelEntry => ({
    id,
    horizon,
    origin: 'shipped',
    inUse: true,
    previous: false,
    verdict: null,
    card: card(id, horizon),
  })
  const challenger = (horizon: Horizon): ModelEntry => {
    const made = trained(horizon, '2026-11-23T21:04:00.000Z')
    const verdict = { canBeTaken: true, reason: TAKEN }
    return { id: made.id, horizon, origin: 'trained', inUse: false, previous: false, verdict, card: made }
  }
  const keras = card('plant-lstm', 'nextHour', {
    kind: 'keras',
    madeAt: '2026-11-22T09:12:00.000Z',
    command: 'import of plant-lstm.h5',
    parts: null,
    holdout: comparison('nextHour', 39.4),
  })
  return [
    shipped('next-hour-1', 'nextHour'),
    challenger('nextHour'),
    {
      id: keras.id,
      horizon: 'nextHour',
      origin: 'imported',
      inUse: false,
      previous: false,
      verdict: { canBeTaken: false, reason: REFUSED },
      card: keras,
    },
    shipped('next-day-1', 'nextDay'),
    challenger('nextDay'),
  ]
}

/** The models after `id` was taken into use. */
export function afterUse(models: readonly ModelEntry[], id: string): ModelEntry[] {
  const horizon = models.find((each) => each.id === id)?.horizon
  return models.map((entry) => {
    if (entry.horizon !== horizon) return entry
    const inUse = entry.id === id
    const previous = entry.inUse && !inUse
    return { ...entry, inUse, previous, verdict: inUse ? null : { canBeTaken: true, reason: 'It was in use before.' } }
  })
}

/** What the engine says of a Keras file: three columns, and one number for each quarter-hour of the next hour. */
export function inspected(): CallOutput<'inspectModel'> {
  const column = (name: string, mean: number, std: number) => ({ name, mean, std })
  return {
    kerasVersion: '2.11.0',
    layers: ['LSTM 32', 'Dense 4'],
    inputShape: [96, 3],
    outputs: 4,
    description: {
      horizon: 'nextHour',
      stepMinutes: 15,
      features: [column('load', 0, 1), column('hour', 0, 1), column('weekday', 0, 1)],
      output: { kind: 'points', stepMinutes: 15, mean: 0, std: 1, of: 'load' },
    },
  }
}

export function inferenceAt(): Inference {
  const run = (horizon: Horizon, cached: boolean, computedBy: string, p50: number) => ({
    horizon,
    cached,
    computedBy,
    count: cached ? 412 : 1_000,
    p50,
    p95: p50 * 1.3,
    p99: p50 * 1.55,
  })
  return {
    backend: 'wasm',
    backendNote: 'tfjs-node is not installed; the kernel computes in place of TensorFlow.js (largest difference 3e-8)',
    latencies: [
      run('nextHour', false, 'kernel', 1.62),
      run('nextHour', true, 'kernel', 0.012),
      run('nextDay', false, 'kernel', 4.31),
      run('nextDay', true, 'kernel', 0.018),
    ],
    queued: 0,
    failures: 0,
    lastFailure: null,
    tensors: 42,
    tensorBytes: 181_000,
    heapBytes: 46e6,
  }
}
