import type { Tariff } from '../../../domain/tariff/tariff.ts'
import { computeTariffWeek } from '../../../domain/tariff/tariff-week.ts'
import { DAY } from '../../../domain/time/time.ts'

export interface ComingHoliday {
  /** «2026-12-25» */
  readonly day: string
  /** Days from today: 0 is today. */
  readonly inDays: number
  /** Charges and prices that hold on that weekday and not on this day, and the other way round. */
  readonly without: readonly string[]
  readonly instead: readonly string[]
}

/** Holidays from `today` («2026-11-25») on within so many days, soonest first. */
export function findComingHolidays(tariff: Tariff, today: string, days: number): ComingHoliday[] {
  const start = Date.parse(today)
  return Array.from({ length: days + 1 }, (_, inDays) => ({
    inDays,
    day: new Date(start + inDays * DAY).toISOString().slice(0, 10),
  }))
    .filter(({ day }) => tariff.holidays.includes(day) || tariff.holidays.includes(day.slice(5)))
    .map((holiday) => ({ ...holiday, ...findChangesOn(tariff, holiday.day) }))
}

function findChangesOn(tariff: Tariff, day: string): Pick<ComingHoliday, 'without' | 'instead'> {
  const month = Number(day.slice(5, 7))
  const weekday = (new Date(day).getUTCDay() + 6) % 7
  const usual = findIdsInForce(tariff, { month }, weekday)
  const then = findIdsInForce(tariff, { month, holidays: true }, weekday)
  const names = [...tariff.demandCharges, ...tariff.energyRates, ...tariff.exportRates]
  const namesOf = (ids: ReadonlySet<string>, not: ReadonlySet<string>) =>
    names.filter(({ id }) => ids.has(id) && !not.has(id)).map(({ name }) => name)
  return { without: namesOf(usual, then), instead: namesOf(then, usual) }
}

function findIdsInForce(tariff: Tariff, weekOf: { month: number; holidays?: boolean }, weekday: number): Set<string> {
  const { demand, energy, export: exported } = computeTariffWeek(tariff, weekOf)
  return new Set([demand, energy, exported].flatMap((week) => week.slice(weekday * 96, (weekday + 1) * 96).flat()))
}
