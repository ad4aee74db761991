import type { SimulatorSettings, Site } from '../../../contract/settings.ts'
import type { Sample } from '../../../domain/telemetry/sample.ts'
import { ceilTo, SECOND } from '../../../domain/time/time.ts'
import { type Clock, every } from '../../runtime/clock.ts'
import { type ConnectionDriver, createConnectionDriver } from '../connection-driver.ts'
import { type Source, type SourceSink, STALE_AFTER, type StoredHistory } from '../source.ts'
import { createDropouts } from './dropouts.ts'
import { createPlantModel, type PlantModel } from './plant-model.ts'
import { simulatePast, streamPast } from './simulated-past.ts'
import { addSamples, createSimulatedTags } from './simulated-tags.ts'

/** Batches of samples in a second of the wall clock at the most. */
const BATCH_EVERY = SECOND / 10
/** Samples of each tag in a second of the wall clock at the most: beyond that speed, the step is widened. */
const MAX_STEPS = 300
/** A machine that slept longer than this, in ms, received nothing meanwhile. */
const MAX_CATCH_UP = 10 * SECOND

/** A plant that is simulated, at any speed: plant time begins now, or at the newest sample that is stored. */
export function createSimulator(settings: SimulatorSettings, site: Site, clock: Clock): Source {
  const { seed, speed } = settings
  const plant = { model: createPlantModel(seed, site), silentAt: createDropouts(seed), step: chooseStep(speed) }
  let running: Simulation | null = null
  return {
    kind: 'simulator',
    id: `simulator:${seed}`,
    label: `simulator · seed ${seed} · ×${speed}`,
    staleAfterMs: STALE_AFTER,
    start(sink, stored) {
      running = openSimulation(plant, speed, clock, sink, stored)
      running.driver.handle({ kind: 'connect' })
    },
    connect: () => running?.driver.handle({ kind: 'connect' }),
    disconnect: () => running?.driver.handle({ kind: 'disconnect' }),
    async stop() {
      running?.end()
      running = null
    },
  }
}

interface SimulatedPlant {
  readonly model: PlantModel
  /** Whether its meters send nothing at a time, epoch ms. */
  readonly silentAt: (at: number) => boolean
  /** Distance of two samples in ms of plant time. */
  readonly step: number
}

interface Simulation {
  readonly driver: ConnectionDriver
  end(): void
}

/** Delivers the past, and samples of the present as long as the connection is to be kept. */
function openSimulation(
  { model, silentAt, step }: SimulatedPlant,
  speed: number,
  clock: Clock,
  sink: SourceSink,
  stored: StoredHistory,
): Simulation {
  const startedAt = clock.now()
  const plantStart = Math.max(startedAt, stored.newestAt ?? 0)
  const driver = createConnectionDriver({ clock, staleAfterMs: () => STALE_AFTER })
  let stopTicks = () => {}
  let due = ceilTo(plantStart + 1, step)

  const sendDue = () => {
    const until = plantStart + (clock.now() - startedAt) * speed
    due = Math.max(due, ceilTo(until - MAX_CATCH_UP * speed, step))
    const samples: Sample[] = []
    for (; due <= until; due += step) if (!silentAt(due)) addSamples(samples, model(due), due)
    if (samples.length === 0) return
    sink.onSamples(samples, false)
    driver.handle({ kind: 'data' })
  }
  driver.changed.subscribe(sink.onConnection)
  driver.kindChanged.subscribe(({ kind }) => {
    if (kind === 'live' || kind === 'stale') return
    stopTicks()
    if (kind !== 'connecting') return
    stopTicks = every(clock, BATCH_EVERY, sendDue)
    driver.handle({ kind: 'opened' })
  })
  sink.onTags(createSimulatedTags(step))
  sink.onPastPending(true)
  const past = simulatePast(model, silentAt, { kept: stored, until: due, step })
  const stopPast = streamPast(past, {
    onChunk: (samples) => sink.onSamples(samples, true),
    onEnd: () => sink.onPastPending(false),
  })
  return {
    driver,
    end() {
      stopTicks()
      stopPast()
      driver.close()
    },
  }
}

/** The distance of two samples in ms of plant time: a second, or more where it would be too many. */
function chooseStep(speed: number): number {
  const fewest = speed / MAX_STEPS
  return SECOND * ([1, 2, 5, 10, 15, 30].find((seconds) => seconds >= fewest) ?? 60)
}
