import { expect, test } from 'vitest'
import type { Comparison, ModelCard, ModelEntry } from '../../contract/schemas/models.ts'
import { buildCardRows, describeHoldout, describeOrigin, selectModels } from './model-text.ts'

const score = { steps: 4, mape: 0.024, wape: 0.0231, maeKw: 19, pinballKw: 6, coverage: 0.79 }
const holdout: Comparison = {
  windows: 3_357,
  model: score,
  naive: { persistence: score, yesterday: score, 'last week': score, 'yesterday’s change': score },
  bestNaive: 'last week',
  skill: 0.43,
}
const card: ModelCard = {
  id: 'a',
  horizon: 'nextHour',
  kind: 'lstm',
  madeAt: '2026-11-20T23:28:15.537Z',
  madeBy: 'EcoPulse 0.1.0',
  command: 'training in the app',
  data: {
    source: 'the kept history',
    zone: 'Europe/Berlin',
    from: '2026-01-01T00:00:00Z',
    to: '2026-11-20T00:00:00Z',
    days: 323,
    holes: 9,
    resolutionMinutes: 15,
  },
  parts: null,
  features: { window: ['load'], ahead: [], recent: ['load'], history: '768 quarter-hours' },
  network: { lstmUnits: 32 },
  training: {},
  holdout,
  rival: { id: 'b', score },
  limits: 'One plant.',
  weightsSha256: '',
}
const entry = (id: string, changes: Partial<ModelEntry>): ModelEntry => ({
  id,
  horizon: 'nextHour',
  origin: 'trained',
  inUse: false,
  previous: false,
  verdict: null,
  card: { ...card, id },
  ...changes,
})

test('the one in use is first, then the one before it, then the newest', () => {
  const entries = [
    entry('old', {}),
    entry('day', { horizon: 'nextDay' }),
    entry('new', { card: { ...card, madeAt: '2026-11-21T00:00:00Z' } }),
    entry('before', { previous: true }),
    entry('used', { inUse: true }),
  ]
  expect(selectModels(entries, 'nextHour').map(({ id }) => id)).toEqual(['used', 'before', 'new', 'old'])
})

test('the origin of a model is shown in the site’s days', () => {
  expect(describeOrigin(entry('a', {}), 'Europe/Berlin')).toBe(
    'trained here, made 21 Nov 2026 · the kept history, 323 days',
  )
})

test('a length that is part of the source is not repeated', () => {
  const data = { ...card.data, source: 'the simulator, 323 days' }
  expect(describeOrigin(entry('a', { card: { ...card, data } }), 'UTC')).toMatch(/· the simulator, 323 days$/)
})

test('the holdout has how right it was beside the best naive rule, or that it was not measured', () => {
  expect(describeHoldout(holdout)).toBe(
    'MAPE 2.4 % · WAPE 2.3 % · 79 % in P10–\u2060P90, 43 % better than same time last week',
  )
  expect(describeHoldout(null)).toBe('not measured')
})

test('a card lists what it has, and leaves out what it hasn’t', () => {
  const rows = new Map(buildCardRows(card, 'UTC'))
  expect(rows.get('Data')).toBe(
    'the kept history: 1 Jan 2026 to 20 Nov 2026 (323 days) in steps of 15 min, 9 steps without load, Europe/Berlin',
  )
  expect(rows.get('Network')).toBe('lstm units 32')
  expect(rows.get('Beside it')).toBe('b: WAPE 2.3 %, in use at the time')
  expect(rows.has('Trained on')).toBe(false)
  expect(rows.has('Weights')).toBe(false)
})
