import { z } from 'zod'
import { MAX_SHELF_MINUTES } from '../../domain/alarms/alarm.ts'
import {
  AlarmEntrySchema,
  AlarmMetricsSchema,
  AlarmSchema,
  AlertSchema,
  AlertsSchema,
  DemandAheadSchema,
} from '../schemas/alerts.ts'
import {
  BillSchema,
  DemandIntervalSchema,
  DemandStandingSchema,
  MonthSchema,
  RunningDemandSchema,
  TariffSchema,
} from '../schemas/tariff.ts'
import { defineCall, NoInput, SpanInput } from './call.ts'

/** Calls about demand, what it costs, what lies ahead, and what needs someone now. */
export const demandCalls = {
  demandNow: defineCall({
    method: 'GET',
    path: '/api/v1/demand/current',
    summary: 'The running demand interval, how the month’s charges stand, and the day ahead as the tariff sees it',
    input: NoInput,
    output: z.object({
      running: RunningDemandSchema.nullable(),
      standing: DemandStandingSchema.nullable(),
      ahead: DemandAheadSchema.nullable(),
    }),
  }),
  demand: defineCall({
    method: 'GET',
    path: '/api/v1/demand',
    summary:
      'Demand of the intervals that start within [from, to), by the tariff’s rule: 400 days at the most, 31 of those that start each minute',
    input: z.object(SpanInput),
    output: z.array(DemandIntervalSchema),
  }),
  bill: defineCall({
    method: 'GET',
    path: '/api/v1/bill',
    summary: 'The bill of a month, line by line: of this month to date where none is named',
    input: z.object({ month: MonthSchema.optional() }),
    output: BillSchema,
  }),
  report: defineCall({
    method: 'GET',
    path: '/api/v1/report',
    summary: 'A month’s report: its bill, its peaks, its alerts and what was saved, as PDF or CSV (base64)',
    input: z.object({ month: MonthSchema.optional(), format: z.enum(['pdf', 'csv']).default('pdf') }),
    output: z.object({ fileName: z.string(), base64: z.string() }),
  }),
  readTariff: defineCall({
    method: 'POST',
    path: '/api/v1/tariff/read',
    summary: 'Reads a tariff from JSON, or from a CSV of charges, without taking it into use',
    input: z.object({ fileName: z.string().min(1).max(255), text: z.string().max(2_000_000) }),
    output: z.object({ tariff: TariffSchema, notes: z.array(z.string()) }),
  }),
  alerts: defineCall({
    method: 'GET',
    path: '/api/v1/alerts',
    summary: 'The alerts that stand, the newest that are closed, and how often they came true',
    input: NoInput,
    output: AlertsSchema,
  }),
  acceptPlan: defineCall({
    method: 'POST',
    path: '/api/v1/alerts/accept',
    summary: 'Accepts the shed plan of an alert as it stands; EcoPulse switches nothing',
    input: z.object({ id: z.string().min(1) }),
    output: AlertSchema,
  }),
  markShed: defineCall({
    method: 'POST',
    path: '/api/v1/alerts/mark',
    summary: 'Records that a load of an accepted plan was shed, or is back',
    input: z.object({ id: z.string().min(1), load: z.string().min(1), shed: z.boolean() }),
    output: AlertSchema,
  }),
  alarms: defineCall({
    method: 'GET',
    path: '/api/v1/alarms',
    summary: 'Every alarm as it stands, and the operator’s figures',
    input: NoInput,
    output: z.object({ alarms: z.array(AlarmSchema), figures: AlarmMetricsSchema }),
  }),
  alarmEntries: defineCall({
    method: 'GET',
    path: '/api/v1/alarms/entries',
    summary: 'The audit trail of the alarms within [from, to), newest first, at most 1,000',
    input: z.object(SpanInput),
    output: z.array(AlarmEntrySchema),
  }),
  acknowledgeAlarms: defineCall({
    method: 'POST',
    path: '/api/v1/alarms/acknowledge',
    summary: 'Acknowledges alarms: those named, or all that are unacknowledged',
    input: z.object({ ids: z.array(z.string().min(1)).min(1).max(1000).optional() }),
    output: z.array(AlarmSchema),
  }),
  shelveAlarm: defineCall({
    method: 'POST',
    path: '/api/v1/alarms/shelve',
    summary: 'Shelves an alarm for a time, with a reason; it comes back unacknowledged where it still stands',
    input: z.object({
      id: z.string().min(1),
      minutes: z
        .number('Say for how many minutes')
        .int('Expected whole minutes')
        .min(1, 'Expected a minute at the least')
        .max(MAX_SHELF_MINUTES, 'An alarm can be shelved for a day at the most'),
      reason: z
        .string('Say why, in a few words')
        .trim()
        .min(3, 'Say why, in a few words')
        .max(200, 'Say why in 200 characters at the most'),
    }),
    output: z.array(AlarmSchema),
  }),
  unshelveAlarm: defineCall({
    method: 'POST',
    path: '/api/v1/alarms/unshelve',
    summary: 'Takes an alarm off the shelf before its time',
    input: z.object({ id: z.string().min(1) }),
    output: z.array(AlarmSchema),
  }),
} as const
