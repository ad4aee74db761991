import { formatNumber } from '../../domain/format/numbers.ts'
import { formatPercent } from '../../domain/format/percent.ts'
import { formatPower } from '../../domain/format/power.ts'
import { MINUTE } from '../../domain/time/time.ts'
import { type AlertScore, MIN_LEAD, NEAR_MISS } from '../../engine/backtest/alert-score.ts'
import type { Saving } from '../../engine/backtest/backtest.ts'

/** A way of forecasting and how it did. */
export interface ReportRow {
  readonly name: string
  readonly score: AlertScore
  readonly saving: Saving
}

/** What the columns of the table mean, in short; docs/alerts.md has it in full. */
export const DEFINITIONS = [
  'peak: a day of the site on which a demand passes its level: what is billed so far in the month (or a ratchet’s floor),',
  '      but at least the lower peak of the two months before, or the target; as the month stood when the day began.',
  `foreseen: its alert was raised ${MIN_LEAD / MINUTE} min or more before the day’s highest interval. false: an alert on a day without a peak;`,
  `near: of these, those that came within ${100 * NEAR_MISS} % of the level. A day counts once. lead: from the alert to that interval.`,
  'chance: the mean of what the alerts said when they were raised; came: the share of them that foresaw a peak.',
  'large: peaks that pass the level by 1 % or more. saved: demand charges that following each plan would have spared, less its uses.',
]

/** The table of a backtest, a row for each way of forecasting. */
export function formatBacktestTable(rows: readonly ReportRow[], currency: string): string {
  const head = [
    '',
    'peaks',
    'foreseen',
    'of large',
    'false/month',
    'near',
    'chance',
    'came',
    'lead',
    '≥ 12 h',
    'off by',
    '',
    'saved',
  ]
  const cells = [head, ...rows.map((row) => formatCells(row, currency))]
  const widths = head.map((_, i) => Math.max(...cells.map((row) => (row[i] ?? '').length)))
  return cells
    .map((row) =>
      row
        .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}

function formatCells({ name, score, saving }: ReportRow, currency: string): string[] {
  const saved = saving.uses === 0 ? '–' : `${formatNumber(saving.net, 0)} ${currency}`
  return [
    name,
    String(score.peaks),
    formatPercent(score.recall),
    formatPercent(score.largeRecall),
    formatNumber(score.falseAMonth, 1),
    formatNearMisses(score),
    formatPercent(score.chanceSaid),
    formatPercent(score.cameTrue),
    score.leadHours === null ? '–' : `${formatNumber(score.leadHours, 1)} h`,
    formatPercent(score.twelveHours),
    score.errorKw === null ? '–' : formatPower(score.errorKw),
    score.errorMinutes === null ? '–' : `${formatNumber(score.errorMinutes, 0)} min`,
    saved,
  ]
}

function formatNearMisses({ nearMisses, falseAlerts }: AlertScore): string {
  return `${nearMisses} of ${falseAlerts}`
}
