import type { SimulatorSettings, Site } from '../../../contract/settings.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ceilTo, SECOND } from '../../../domain/time/time.ts'
import { type Clock, every } from '../../runtime/clock.ts'
import { createConnectionDriver } from '../connection-driver.ts'
import type { Source, SourceSink, StoredHistory } from '../source.ts'
import { createDropouts } from './dropouts.ts'
import { createPlantModel } from './plant-model.ts'
import { simulatePast, streamPast } from './simulated-past.ts'
import { addSamples, createSimulatedTags } from './simulated-tags.ts'

const STALE_AFTER = 3 * SECOND
/** Batches of samples in a second of the wall clock at the most. */
const BATCH_EVERY = SECOND / 10
/** Samples of each tag in a second of the wall clock at the most: beyond that speed, the step is widened. */
const MOST_STEPS = 300
/** A machine that slept longer than this, in ms, received nothing meanwhile. */
const LONGEST_CATCH_UP = 10 * SECOND

/** A plant that is simulated, at any speed: plant time begins now, or at the newest sample that is kept. */
export function createSimulator(settings: SimulatorSettings, site: Site, clock: Clock): Source {
  const { seed, speed } = settings
  const model = createPlantModel(seed, site)
  const silentAt = createDropouts(seed)
  const step = chooseStep(speed)
  let running: { readonly driver: ReturnType<typeof createConnectionDriver>; readonly end: () => void } | null = null

  function start(sink: SourceSink, kept: StoredHistory): void {
    const startedAt = clock.now()
    const plantStart = Math.max(startedAt, kept.newestAt ?? 0)
    const plantTime = (now: number) => plantStart + (now - startedAt) * speed
    let stopTicks = () => {}
    let due = ceilTo(plantStart + 1, step)

    const emit = () => {
      const until = plantTime(clock.now())
      due = Math.max(due, ceilTo(until - LONGEST_CATCH_UP * speed, step))
      const samples: Sample[] = []
      for (; due <= until; due += step) if (!silentAt(due)) addSamples(samples, model(due), due)
      if (samples.length === 0) return
      sink.onSamples(samples, false)
      driver.handle({ kind: 'data' })
    }
    const driver = createConnectionDriver({
      clock,
      staleAfterMs: () => STALE_AFTER,
      onChange: sink.onConnection,
      onKindChange({ kind }) {
        if (kind === 'live' || kind === 'stale') return
        stopTicks()
        if (kind !== 'connecting') return
        stopTicks = every(clock, BATCH_EVERY, emit)
        driver.handle({ kind: 'opened' })
      },
    })
    sink.onTags(createSimulatedTags(step))
    const stopPast = streamPast(simulatePast(model, silentAt, { kept, until: due, step }), (samples) =>
      sink.onSamples(samples, true),
    )
    running = {
      driver,
      end() {
        stopTicks()
        stopPast()
        driver.close()
      },
    }
    driver.handle({ kind: 'connect' })
  }

  return {
    kind: 'simulator',
    id: `simulator:${seed}`,
    label: `simulator · seed ${seed} · ×${speed}`,
    staleAfterMs: STALE_AFTER,
    start,
    connect: () => running?.driver.handle({ kind: 'connect' }),
    disconnect: () => running?.driver.handle({ kind: 'disconnect' }),
    async stop() {
      running?.end()
      running = null
    },
  }
}

/** The distance of two samples in ms of plant time: a second, or more where it would be too many. */
function chooseStep(speed: number): number {
  const fewest = speed / MOST_STEPS
  return SECOND * ([1, 2, 5, 10, 15, 30].find((seconds) => seconds >= fewest) ?? 60)
}
