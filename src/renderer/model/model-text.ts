import type { Comparison, ModelCard, ModelEntry } from '../../contract/schemas/models.ts'
import type { Horizon } from '../../domain/forecast/forecast.ts'
import { formatNumber, formatSignificant } from '../../domain/format/numbers.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatTime } from '../format/times.ts'
import { describeSkill, formatError } from './skill/score-text.ts'

const ORIGIN_LABELS: Record<ModelEntry['origin'], string> = {
  shipped: 'came with EcoPulse',
  trained: 'trained here',
  imported: 'imported',
}

/** The models of a horizon: the one in use, the one before it, and the others, the newest first. */
export function selectModels(entries: readonly ModelEntry[], horizon: Horizon): ModelEntry[] {
  const rank = ({ inUse, previous }: ModelEntry) => (inUse ? 0 : previous ? 1 : 2)
  return entries
    .filter((entry) => entry.horizon === horizon)
    .sort((a, b) => rank(a) - rank(b) || b.card.madeAt.localeCompare(a.card.madeAt))
}

/** «trained here 24 Nov 2026 · the kept history, 210 days» */
export function describeOrigin({ origin, card }: ModelEntry, zone: string): string {
  const { source, days } = card.data
  const length = `${formatNumber(days, 0)} days`
  const on = source === '' ? '' : ` · ${source}${days === 0 || source.includes(length) ? '' : `, ${length}`}`
  return `${ORIGIN_LABELS[origin]}, made ${formatIsoDate(card.madeAt, zone)}${on}`
}

/** «24 Nov 2026» at the site, of an ISO time; what is no time stays as it is. */
export function formatIsoDate(iso: string, zone: string): string {
  const at = Date.parse(iso)
  return Number.isNaN(at) ? iso : `${formatTime(at, zone, 'date')} ${formatTime(at, zone, 'year')}`
}

/** How a model did on data that it had not seen. */
export function describeHoldout(holdout: Comparison | null): string {
  if (holdout === null) return 'not measured'
  const { model, skill, bestNaive } = holdout
  const figures = `MAPE ${formatError(model.mape)} · WAPE ${formatError(model.wape)}`
  return `${figures} · ${formatPercent(model.coverage)} in P10–\u2060P90, ${describeSkill(skill, bestNaive)}`
}

/** The content of a model's card, as pairs for a list. Empty lines are left out. */
export function buildCardRows(card: ModelCard, zone: string): readonly (readonly [term: string, text: string])[] {
  const { data, parts, features, rival, holdout } = card
  const span = (from: string, to: string) => `${formatIsoDate(from, zone)} to ${formatIsoDate(to, zone)}`
  const part = (key: 'training' | 'validation' | 'holdout') =>
    parts === null ? '' : `${span(parts[key].from, parts[key].to)}, ${formatNumber(parts[key].windows, 0)} windows`
  const rows: readonly (readonly [string, string])[] = [
    ['Data', describeData(data, span(data.from, data.to))],
    ['Trained on', part('training')],
    ['Validated on', part('validation')],
    ['Holdout', part('holdout')],
    [
      'On the holdout',
      holdout === null ? '' : `${describeHoldout(holdout)}, over ${formatNumber(holdout.windows, 0)} windows`,
    ],
    ['Beside it', rival === null ? '' : `${rival.id}: WAPE ${formatError(rival.score.wape)}, in use at the time`],
    ['Sees of the window', features.window.join(', ')],
    ['Sees of what comes', features.ahead.join(', ')],
    ['Sees directly', features.recent.join(', ')],
    ['History', features.history],
    ['Network', formatParameters(card.network)],
    ['Training', formatParameters(card.training)],
    ['Limits', card.limits],
    ['Made by', [card.madeBy, card.command].filter(Boolean).join(' · ')],
    ['Weights', card.weightsSha256 === '' ? '' : `SHA-256 ${card.weightsSha256}`],
  ]
  return rows.filter(([, text]) => text !== '')
}

function describeData({ source, zone, days, holes, resolutionMinutes }: ModelCard['data'], span: string): string {
  const holed = holes === 0 ? 'no holes' : `${formatNumber(holes, 0)} steps without load`
  return `${source}: ${span} (${formatNumber(days, 0)} days) in steps of ${resolutionMinutes} min, ${holed}, ${zone}`
}

/** `{ lstmUnits: 32 }` as «lstm units 32». */
function formatParameters(pairs: Readonly<Record<string, number>>): string {
  return Object.entries(pairs)
    .map(([key, value]) => `${key.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)} ${formatShort(value)}`)
    .join(', ')
}

const formatShort = (value: number) => formatSignificant(value, 4)
