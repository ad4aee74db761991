import type { Latest } from '../src/contract/schemas/values.ts'
import { SettingsSchema } from '../src/contract/settings.ts'
import { ROLE_TAGS, type Tag } from '../src/domain/telemetry/tag.ts'
import { HOUR, SECOND } from '../src/domain/time/time.ts'
import { openAlarmService } from '../src/engine/alarms/alarm-service.ts'
import { makePlantContext } from '../tests/fixtures/engine/make-plant-context.ts'

/** What it costs to judge all alarms once, of a plant like the simulated one and of the largest; in time of the processor. */
const START = Date.UTC(2026, 0, 1)
/** What is promised of it, in ms. */
const PROMISED_MS = 1
const NAMED_TAGS = [
  ROLE_TAGS.load,
  ROLE_TAGS.gridImport,
  ROLE_TAGS.powerFactor,
  ROLE_TAGS.frequency,
  ROLE_TAGS.temperature,
].map((tag): Tag => ({ ...tag, periodMs: SECOND }))

/** ms of one evaluation of a plant with so many feeders, over an hour in which every value crosses its limits each second. */
async function measureEvaluation(feeders: number): Promise<number> {
  let now = START
  const due = new Set<{ readonly at: number; readonly run: () => void }>()
  const clock = {
    now: () => now,
    after(ms: number, run: () => void) {
      const timer = { at: now + ms, run }
      due.add(timer)
      return () => void due.delete(timer)
    },
  }
  const feeder = (i: number): Tag => ({ id: `f${i}`, role: 'feeder', unit: 'kW', description: '', periodMs: SECOND })
  const tags = [...NAMED_TAGS, ...Array.from({ length: feeders }, (_, i) => feeder(i))]
  const latest = new Map<string, Latest>()
  const store = { keepAlarms: async () => {}, alarms: async () => [], alarmEntries: async () => [] }
  const alarmService = await openAlarmService(
    makePlantContext({ store, clock, settings: () => settings, tags: () => tags }),
    { runningDemand: () => null, standing: () => null, peaks: () => Promise.reject(new Error('There is no tariff')) },
    {
      latest,
      ranges: () => ({}),
      connection: () => ({ kind: 'live', since: START, lastDataAt: now }),
      freeSpace: async () => ({ freeBytes: 1e11, share: 0.5 }),
    },
  )
  let spentUs = 0
  let count = 0
  for (; now < START + HOUR; now += SECOND, count++) {
    const value = count % 2 === 0 ? 40 : 50
    for (const { id } of tags) latest.set(id, { at: now, value, quality: 'good', receivedAt: now })
    alarmService.onSamples(tags.map(({ id }) => ({ tag: id, at: now, value, quality: 'good' })))
    const before = process.cpuUsage()
    for (const timer of [...due]) if (timer.at <= now && due.delete(timer)) timer.run()
    const { user, system } = process.cpuUsage(before)
    spentUs += user + system
    if (count % 60 === 0) await alarmService.flush()
  }
  await alarmService.close()
  return Number((spentUs / count / 1000).toFixed(3))
}

const settings = SettingsSchema.parse({})
const usual = await measureEvaluation(5)
const largest = await measureEvaluation(195)
console.log(
  `all alarms judged once: ${usual} ms of a plant with 10 tags, ${largest} ms of one with 200 (promised: under ${PROMISED_MS})`,
)
if (Math.max(usual, largest) >= PROMISED_MS) process.exitCode = 1
