import { formatPrice } from '../../../domain/format/money.ts'
import type { EnergyRate, Tariff } from '../../../domain/tariff/tariff.ts'
import { computeTariffWeek, QUARTERS_PER_DAY } from '../../../domain/tariff/tariff-week.ts'
import { badgeOf } from '../tariff-text.ts'
import { describeWeekdays } from '../window-text.ts'

/** Shades that can be distinguished. */
const SHADES = 5

/** A rectangle of a week's chart within which the same prices hold. */
export interface WeekBlock {
  /** Rows of the chart, [first, end). */
  readonly rows: readonly [first: number, end: number]
  readonly hours: readonly [from: number, to: number]
  readonly band: PriceBand
}

/** What holds at once, and what it costs together. */
export interface PriceBand {
  /** «A B» of demand charges, the price of energy; «–» where nothing holds. */
  readonly label: string
  /** Names of what holds; empty where nothing does. */
  readonly names: readonly string[]
  readonly price: number
  /** 1 for the cheapest to 5 for the dearest; 0 where nothing holds. */
  readonly shade: number
}

/** A week of demand charges or of energy prices: rows are its days, and then its holidays where they differ. */
export interface WeekChartData {
  /** «Mon», «Holiday»; full names for who doesn't see it. */
  readonly rows: readonly { readonly short: string; readonly name: string }[]
  readonly blocks: readonly WeekBlock[]
  /** The bands that the blocks have, cheapest first. */
  readonly bands: readonly PriceBand[]
}

type DayQuarters = readonly (readonly string[])[]

const WEEKDAY_ROWS = [
  ['Mon', 'Monday'],
  ['Tue', 'Tuesday'],
  ['Wed', 'Wednesday'],
  ['Thu', 'Thursday'],
  ['Fri', 'Friday'],
  ['Sat', 'Saturday'],
  ['Sun', 'Sunday'],
].map(([short = '', name = '']) => ({ short, name }))

const WEEK_KINDS = ['demand', 'energy'] as const
type WeekKind = (typeof WEEK_KINDS)[number]

/**
 * The week of a month (1 to 12) as it is drawn. `months` is one of each season: a price has the same shade in all of
 * them, as long as there are shades enough for that.
 */
export function createWeekCharts(
  tariff: Tariff,
  month: number,
  months: readonly number[],
): Record<WeekKind, WeekChartData> {
  const weekOf = (each: number, holidays: boolean) => computeTariffWeek(tariff, { month: each, holidays })
  const [week, holidays] = [weekOf(month, false), weekOf(month, true)]
  const season = [week, holidays]
  const year = [...season, ...months.flatMap((each) => [weekOf(each, false), weekOf(each, true)])]
  const createChart = (kind: WeekKind) => {
    const quarters = (weeks: typeof year) => weeks.flatMap((each) => each[kind])
    return createWeekChart(
      splitDays(week[kind]),
      splitDays(holidays[kind]),
      createBandFinder(tariff, kind, quarters(season), quarters(year)),
    )
  }
  return { demand: createChart('demand'), energy: createChart('energy') }
}

function createWeekChart(
  days: readonly DayQuarters[],
  ofHolidays: readonly DayQuarters[],
  bandOf: (ids: readonly string[]) => PriceBand,
): WeekChartData {
  const holidays = createHolidayRows(days, ofHolidays)
  const blocks = findRectangles([...days, ...holidays.map(({ day }) => day)]).map(({ ids, ...place }) => ({
    ...place,
    band: bandOf(ids),
  }))
  const bands = [...new Set(blocks.map(({ band }) => band))].sort((a, b) => a.shade - b.shade || a.price - b.price)
  return { rows: [...WEEKDAY_ROWS, ...holidays.map(({ short, name }) => ({ short, name }))], blocks, bands }
}

function splitDays(quarters: DayQuarters): DayQuarters[] {
  return Array.from({ length: quarters.length / QUARTERS_PER_DAY }, (_, day) =>
    quarters.slice(day * QUARTERS_PER_DAY, (day + 1) * QUARTERS_PER_DAY),
  )
}

/** Holidays as rows of their own where any differs from its weekday; those that are alike are one row. */
function createHolidayRows(days: readonly DayQuarters[], holidays: readonly DayQuarters[]) {
  const texts = holidays.map((day) => JSON.stringify(day))
  if (texts.every((text, index) => text === JSON.stringify(days[index]))) return []
  return [...new Set(texts)].map((text) => {
    const weekdays = [...texts.entries()].filter(([, each]) => each === text).map(([index]) => index)
    const weekdayText = describeWeekdays(weekdays)
    return {
      day: holidays[weekdays[0] ?? 0] ?? [],
      short: weekdayText === '' ? 'Hol' : `Hol ${weekdayText === 'weekdays' ? 'M–F' : weekdayText.slice(0, 2)}`,
      name: weekdayText === '' ? 'Holidays' : `Holidays on ${weekdayText}`,
    }
  })
}

/** Runs of each day that hold the same, grown over the days below that have the same run. */
function findRectangles(days: readonly DayQuarters[]) {
  const done: { rows: [number, number]; hours: [number, number]; ids: readonly string[]; key: string }[] = []
  for (const [row, day] of days.entries()) {
    for (const { from, to, ids } of findRuns(day)) {
      const hours: [number, number] = [from / 4, to / 4]
      const key = `${hours} ${ids}`
      const above =
        row === WEEKDAY_ROWS.length ? undefined : done.find((each) => each.key === key && each.rows[1] === row)
      if (above === undefined) done.push({ rows: [row, row + 1], hours, ids, key })
      else above.rows[1] = row + 1
    }
  }
  return done
}

function findRuns(day: DayQuarters): { from: number; to: number; ids: readonly string[] }[] {
  const runs: { from: number; to: number; ids: readonly string[] }[] = []
  for (const [at, ids] of day.entries()) {
    const run = runs.at(-1)
    if (run !== undefined && run.ids.join() === ids.join()) run.to = at + 1
    else runs.push({ from: at, to: at + 1, ids })
  }
  return runs
}

/** The band of each set of ids that holds at any of the season's quarter-hours, shaded as over the year. */
function createBandFinder(
  tariff: Tariff,
  kind: WeekKind,
  season: DayQuarters,
  year: DayQuarters,
): (ids: readonly string[]) => PriceBand {
  const priced = kind === 'demand' ? tariff.demandCharges.map(toPricedCharge) : tariff.energyRates.map(toPricedRate)
  const priceOf = (ids: readonly string[]) =>
    // One that isn't entered yet adds nothing so far.
    priced.reduce((sum, { id, price }) => sum + (ids.includes(id) && Number.isFinite(price) ? price : 0), 0)
  const found = listIdSets(season).map((ids) => {
    const held = priced.filter(({ id }) => ids.includes(id))
    const price = priceOf(ids)
    const letters = held.map(({ letter }) => letter).join(' ')
    const label = held.length === 0 ? '–' : kind === 'demand' ? letters : formatShortPrice(price)
    return { key: ids.join(), label, names: held.map(({ name }) => name), price }
  })
  const pricesOf = (quarters: DayQuarters) => [
    ...new Set(
      listIdSets(quarters)
        .filter((ids) => ids.length > 0)
        .map(priceOf),
    ),
  ]
  const ofYear = pricesOf(year)
  const shadeOf = createShadeFinder(ofYear.length > SHADES ? pricesOf(season) : ofYear)
  const bands = new Map(
    found.map(({ key, ...band }) => [key, { ...band, shade: band.names.length === 0 ? 0 : shadeOf(band.price) }]),
  )
  return (ids) => bands.get(ids.join()) ?? { label: '–', names: [], price: 0, shade: 0 }
}

const listIdSets = (quarters: DayQuarters) => [...new Map(quarters.map((ids) => [ids.join(), ids])).values()]

/** Shades in the order of the prices, no further apart than is needed; one price alone is neither cheap nor dear. */
function createShadeFinder(prices: readonly number[]): (price: number) => number {
  const order = prices.toSorted((a, b) => a - b)
  const steps = Math.min(SHADES - 1, order.length)
  return (price) => (order.length < 2 ? 2 : 1 + Math.round((order.indexOf(price) * steps) / (order.length - 1)))
}

const toPricedCharge = ({ id, name, pricePerKw }: Tariff['demandCharges'][number], index: number) => ({
  id,
  name,
  price: pricePerKw,
  letter: badgeOf(index),
})
const toPricedRate = ({ id, name, pricePerKwh }: EnergyRate) => ({ id, name, price: pricePerKwh, letter: '' })

/** Four digits of a price are enough to distinguish it from others on a chart. */
function formatShortPrice(price: number): string {
  return formatPrice(Number(price.toPrecision(4)))
}
