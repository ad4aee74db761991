import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { ReplaySettings, Site } from '../../../contract/settings.ts'
import type { Clock } from '../../runtime/clock.ts'
import { type ConnectionDriver, createConnectionDriver } from '../connection-driver.ts'
import { type Source, type SourceSink, STALE_AFTER } from '../source.ts'
import { createPlayer, type PlayerOptions } from './player.ts'
import { openRecording, type Recording } from './recording.ts'

/**
 * A recording that is played as a plant: its first part is delivered at once as the past, then it plays at `speed`,
 * and it stops at its end. Disconnected, it pauses. @throws Error (rejects) with one clear line where it can't be played.
 */
export async function openReplay(settings: ReplaySettings, site: Site, clock: Clock): Promise<Source> {
  const recording = await openRecording(settings, site)
  const { name, periodMs, tags } = recording
  const { file, speed, timeColumn, zone, mapping } = settings
  const playFrom = settings.playFrom === undefined ? null : Date.parse(settings.playFrom)
  const staleAfterMs = Math.max(STALE_AFTER, (3 * periodMs) / speed)
  let running: Replay | null = null
  return {
    kind: 'replay',
    id: `replay:${name}:${hashKey([resolve(file), timeColumn, zone ?? site.zone, mapping])}`,
    label: `replay · ${name} · ×${speed}`,
    staleAfterMs,
    start(sink, { newestAt }) {
      running = openPlayback(recording, { clock, speed, knownUntil: newestAt, playFrom }, staleAfterMs, sink)
      sink.onTags(tags)
      running.driver.handle({ kind: 'connect' })
    },
    connect: () => running?.driver.handle({ kind: 'connect' }),
    disconnect: () => running?.driver.handle({ kind: 'disconnect' }),
    async stop() {
      const ended = running?.end()
      running = null
      await ended
    },
  }
}

interface Replay {
  readonly driver: ConnectionDriver
  end(): Promise<void>
}

/** A player and the connection that it is shown as: `connecting` plays it, `idle` pauses it, and its end stops both. */
function openPlayback(recording: Recording, options: PlayerOptions, staleAfterMs: number, sink: SourceSink): Replay {
  const driver = createConnectionDriver({ clock: options.clock, staleAfterMs: () => staleAfterMs })
  const player = createPlayer(recording, options, {
    onSamples(samples, past) {
      sink.onSamples(samples, past)
      driver.handle({ kind: 'data' })
    },
    onUnreadable: sink.onUnreadable,
    onEnded: (reason) => driver.handle({ kind: 'ended', reason }),
  })
  /** After its end a recording has nothing more to play, however often it is connected. */
  const play = () => {
    if (player.endReason !== null) return driver.handle({ kind: 'ended', reason: player.endReason })
    player.play()
    driver.handle({ kind: 'opened' })
  }
  driver.changed.subscribe(sink.onConnection)
  driver.kindChanged.subscribe(({ kind }) => {
    if (kind === 'idle') player.pause()
    if (kind === 'connecting') play()
  })
  return {
    driver,
    async end() {
      driver.close()
      await player.close()
    },
  }
}

/** Recordings that are read in another way are other plants: a few characters that differ where the reading does. */
function hashKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8)
}
