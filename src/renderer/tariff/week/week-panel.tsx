import { useDeferredValue, useMemo, useState } from 'react'
import { currencySign } from '../../../domain/format/money.ts'
import { demandUnit, type Tariff } from '../../../domain/tariff/tariff.ts'
import { findTariffSeasons } from '../../../domain/tariff/tariff-week.ts'
import { Segmented } from '../../form/segmented.tsx'
import { formatLocalField } from '../../format/times.ts'
import { useEngine } from '../../page/page-context.ts'
import { formatSeason } from './season-text.ts'
import { createWeekCharts } from './week-blocks.ts'
import { WeekChart } from './week-chart.tsx'
import './week.css'

/** What the tariff means: which charges and prices hold when, in a week of the season. */
export function WeekPanel({ tariff: newest, zone }: { readonly tariff: Tariff; readonly zone: string }) {
  // A keystroke in the form isn't held up by it.
  const tariff = useDeferredValue(newest)
  const thisMonth = useEngine(({ plantTime }) => Number(formatLocalField(plantTime, zone).slice(5, 7)))
  const [chosen, setChosen] = useState<number | null>(null)
  const seasons = useMemo(() => findTariffSeasons(tariff), [tariff])
  const seasonOf = (month: number) => seasons.find((each) => each.includes(month)) ?? [month]
  const season = seasonOf(chosen ?? thisMonth)
  const month = season[0] ?? thisMonth
  const { demand, energy } = useMemo(
    () =>
      createWeekCharts(
        tariff,
        month,
        seasons.flatMap(([first]) => first ?? []),
      ),
    [tariff, month, seasons],
  )
  const sign = currencySign(tariff.currency)
  return (
    <section className="panel week-panel" aria-labelledby="tariff-week">
      <div className="panel-title">
        <h2 id="tariff-week">The week</h2>
        <span>{season.includes(thisMonth) ? 'as it is billed now' : 'not in force now'}</span>
        <SeasonPicker seasons={seasons} month={month} onChoose={(next) => setChosen(next)} />
      </div>
      <WeekChart title="Demand charges" chart={demand} unit={`${sign}/${demandUnit(tariff)}`} none="No demand charge" />
      <WeekChart title="Energy" chart={energy} unit={`${sign}/kWh`} none="No price of energy" />
    </section>
  )
}

interface SeasonPickerProps {
  readonly seasons: readonly (readonly number[])[]
  readonly month: number
  readonly onChoose: (month: number) => void
}

const seasonKey = (season: readonly number[]) => String(season[0] ?? 1)

function SeasonPicker({ seasons, month, onChoose }: SeasonPickerProps) {
  if (seasons.length < 2) return <span className="season">The same all year</span>
  const options = seasons.map((season) => ({ value: seasonKey(season), text: formatSeason(season) }))
  if (seasons.length < 5)
    return (
      <div className="season">
        <Segmented
          label="Season"
          options={options}
          chosen={String(month)}
          onChoose={(next) => onChoose(Number(next))}
        />
      </div>
    )
  return (
    <select
      className="season"
      aria-label="Season"
      value={String(month)}
      onChange={({ target }) => onChoose(Number(target.value))}
    >
      {options.map(({ value, text }) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </select>
  )
}
