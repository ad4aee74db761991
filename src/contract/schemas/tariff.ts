import { z } from 'zod'
import { BILL_LINE_KINDS, type Bill, type ChargeState } from '../../domain/billing/bill.ts'
import { DEMAND_ORIGINS, type DemandInterval, type RunningDemand } from '../../domain/demand/demand-interval.ts'
import type { PlannedChange, SheddableLoad } from '../../domain/shedding/sheddable-load.ts'
import type { RateWindow, Tariff } from '../../domain/tariff/tariff.ts'
import { Instant } from './values.ts'

const Price = z.number().min(-1e9).max(1e9)
const Id = z.string().min(1).max(60)
const Name = z.string().min(1, 'Give it a name').max(80)
const MonthNumber = z.number().int().min(1).max(12)
const HourOfDay = z.number().min(0).max(24).multipleOf(0.25, 'Expected quarters of an hour, like 8.5 for 8:30')

/** When a price holds: months 1 to 12, weekdays 0 (Monday) to 6, hours 0 to 24 in quarters. */
export const RateWindowSchema = z
  .object({
    months: z.tuple([MonthNumber, MonthNumber]).default([1, 12]),
    weekdays: z.array(z.number().int().min(0).max(6)).min(1, 'Choose a day at least').default([0, 1, 2, 3, 4, 5, 6]),
    hours: z.tuple([HourOfDay, HourOfDay]).default([0, 24]),
    holidays: z.enum(['byWeekday', 'excluded', 'only']).default('byWeekday'),
  })
  .refine(({ hours }) => hours[0] < hours[1], {
    message: 'Expected an end after the beginning; for a span over midnight use two windows',
    path: ['hours'],
  }) satisfies z.ZodType<RateWindow>

const Windows = z.array(RateWindowSchema).min(1, 'Say when it holds: one window at least').prefault([{}])

const DemandRuleSchema = z
  .object({
    kind: z.enum(['fixed', 'sliding']),
    minutes: z.union([z.literal(15), z.literal(30), z.literal(60)]),
    stepMinutes: z.union([z.literal(1), z.literal(5), z.literal(15), z.literal(30), z.literal(60)]),
  })
  .refine(
    ({ kind, minutes, stepMinutes }) =>
      kind === 'fixed' ? stepMinutes === minutes : stepMinutes < minutes && minutes % stepMinutes === 0,
    { message: 'A sliding window moves by a part of its length, a fixed one by all of it', path: ['stepMinutes'] },
  )

const Share = z.number().gt(0, 'Expected a share above 0').max(1, 'Expected a share up to 1, like 0.8 for 80 %')

const DemandBasisSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('maximum') }),
  z.object({
    kind: z.literal('ratchet'),
    share: Share.default(0.8),
    months: z.number().int().min(1).max(24).default(11),
  }),
  z.object({ kind: z.literal('meanOfHighest'), count: z.number().int().min(1).max(20).default(3) }),
  z.object({
    kind: z.literal('meanOfMonths'),
    months: z.number().int().min(2).max(24).default(12),
    floorKw: z.number().min(0).default(0),
  }),
])

const PowerFactor = z
  .number()
  .gt(0.5, 'Expected a power factor above 0.5')
  .max(1, 'Expected a power factor up to 1, like 0.95')

const EnergyRateSchema = z.object({ id: Id, name: Name, windows: Windows, pricePerKwh: Price })

const hasUniqueIds = (rows: readonly { readonly id: string }[]) =>
  new Set(rows.map(({ id }) => id)).size === rows.length

/** A tariff: how demand is metered, and the prices of demand and energy. `Tariff` of the domain. */
export const TariffSchema = z.object({
  name: Name,
  currency: z.string().regex(/^[A-Z]{3}$/, 'Expected a currency’s three letters, like EUR'),
  demandRule: DemandRuleSchema.default({ kind: 'fixed', minutes: 15, stepMinutes: 15 }),
  powerFactor: z
    .discriminatedUnion('kind', [
      z.object({ kind: z.literal('none') }),
      z.object({ kind: z.literal('kva') }),
      z.object({ kind: z.literal('correction'), target: PowerFactor.default(0.9) }),
    ])
    .default({ kind: 'none' }),
  holidays: z
    .array(
      z
        .string()
        .regex(/^(\d{4}-)?(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, 'Expected 2026-12-25, or 12-25 for every year'),
    )
    .default([]),
  fixedCharges: z.array(z.object({ name: Name, pricePerMonth: Price })).default([]),
  demandCharges: z
    .array(z.object({ id: Id, name: Name, windows: Windows, basis: DemandBasisSchema, pricePerKw: Price }))
    .refine(hasUniqueIds, 'Two charges have the same id')
    .default([]),
  energyRates: z.array(EnergyRateSchema).refine(hasUniqueIds, 'Two rates have the same id').default([]),
  exportRates: z.array(EnergyRateSchema).refine(hasUniqueIds, 'Two rates have the same id').default([]),
}) satisfies z.ZodType<Tariff>

/** A whole number between two, both included, with one sentence for whatever else is entered. */
const wholeNumberBetween = (low: number, high: number) => {
  const sentence = `Expected a whole number from ${low} to ${high}`
  return z.number(sentence).int(sentence).min(low, sentence).max(high, sentence)
}

/** A load that people can shed: power in kW, times in minutes, cost in the tariff's currency. */
export const SheddableLoadSchema = z.object({
  id: Id,
  name: Name,
  kw: z.number().positive('Expected more than 0 kW').max(1e6, 'Expected 1,000,000 kW at the most'),
  longestMinutes: wholeNumberBetween(1, 1440).default(60),
  timesPerDay: wholeNumberBetween(1, 96).default(2),
  costPerUse: z.number().min(0, 'Expected 0 or more').max(1e9).default(0),
  noticeMinutes: wholeNumberBetween(0, 1440).default(5),
}) satisfies z.ZodType<SheddableLoad>

/** A planned change of the load, in kW, over a stretch of time. */
export const PlannedChangeSchema = z
  .object({ id: Id, name: Name, kw: z.number().min(-1e6).max(1e6), from: Instant, to: Instant })
  .refine(({ from, to }) => from < to, {
    message: 'Expected an end after the beginning',
    path: ['to'],
  }) satisfies z.ZodType<PlannedChange>

/** The demand of an interval: `DemandInterval` of the domain. */
export const DemandIntervalSchema: z.ZodType<DemandInterval> = z.object({
  start: Instant,
  end: Instant,
  meanKw: z.number(),
  meanKva: z.number().nullable(),
  coverage: z.number(),
  origin: z.enum(DEMAND_ORIGINS),
})

/** The running interval's demand: `RunningDemand` of the domain. */
export const RunningDemandSchema: z.ZodType<RunningDemand> = z.object({
  start: Instant,
  end: Instant,
  at: Instant,
  meanKw: z.number().nullable(),
  coverage: z.number(),
  nowKw: z.number().nullable(),
  endsAtKw: z.number().nullable(),
  targetKw: z.number().nullable(),
  targetIs: z.enum(['setpoint', 'billedPeak']).nullable(),
  billedPeakKw: z.number().nullable(),
  mayAverageKw: z.number().nullable(),
  crossesAt: Instant.nullable(),
  origin: z.enum(DEMAND_ORIGINS),
})

const ChargeStateSchema: z.ZodType<ChargeState> = z.object({
  charge: z.string(),
  name: z.string(),
  peakKw: z.number().nullable(),
  peakAt: Instant.nullable(),
  billedKw: z.number(),
  raisesAboveKw: z.number(),
  amount: z.number(),
})

/** A month of the calendar in the site's zone. */
export const MonthSchema = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/, 'Expected a month like 2026-11')

/** This month's demand charges to date: computed anew after each interval. */
export const DemandStandingSchema = z.object({
  month: MonthSchema,
  /** The tariff's name; `sample` where it is EcoPulse's sample, for the simulated plant alone. */
  tariff: z.string(),
  sample: z.boolean(),
  currency: z.string(),
  unit: z.enum(['kW', 'kVA']),
  charges: z.array(ChargeStateSchema),
  /** Bill of the month to date. */
  total: z.number(),
})
/** What the running month costs by now, by charge. */
export type DemandStanding = z.infer<typeof DemandStandingSchema>

/** A month's bill: `Bill` of the domain. */
export const BillSchema: z.ZodType<Bill> = z.object({
  month: MonthSchema,
  start: Instant,
  end: Instant,
  until: Instant,
  tariff: z.string(),
  currency: z.string(),
  lines: z.array(
    z.object({
      kind: z.enum(BILL_LINE_KINDS),
      charge: z.string(),
      name: z.string(),
      quantity: z.number(),
      unit: z.enum(['kW', 'kVA', 'kWh', 'month']),
      price: z.number(),
      amount: z.number(),
      setAt: Instant.nullable(),
      detail: z.string(),
    }),
  ),
  total: z.number(),
  coverage: z.number(),
  notes: z.array(z.string()),
})
