import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { ReplaySettings, Site } from '../../../contract/settings.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { createConnectionDriver } from '../connection-driver.ts'
import type { Source, SourceSink, StoredHistory } from '../source.ts'
import { createPlayer } from './player.ts'
import { openRecording } from './recording.ts'

const STALE_AFTER = 3 * SECOND

/**
 * A recording that is played as a plant: its first part is laid down at once as the past, then it plays at `speed`,
 * and it stops at its end. Disconnected, it pauses. @throws Error (rejects) with one clear line where it can't be played.
 */
export async function openReplay(settings: ReplaySettings, site: Site, clock: Clock): Promise<Source> {
  const recording = await openRecording(settings, site)
  const { name, periodMs, tags } = recording
  const { file, speed, timeColumn, zone, mapping } = settings
  const playFrom = settings.playFrom === undefined ? null : Date.parse(settings.playFrom)
  const staleAfterMs = Math.max(STALE_AFTER, (3 * periodMs) / speed)
  let running: {
    readonly driver: ReturnType<typeof createConnectionDriver>
    readonly end: () => Promise<void>
  } | null = null

  function start(sink: SourceSink, { newestAt }: StoredHistory): void {
    const player = createPlayer(
      recording,
      { clock, speed, knownUntil: newestAt, playFrom },
      {
        onSamples(samples, past) {
          sink.onSamples(samples, past)
          driver.handle({ kind: 'data' })
        },
        onUnreadable: sink.onUnreadable,
        onEnded: (reason) => driver.handle({ kind: 'ended', reason }),
      },
    )
    const driver = createConnectionDriver({
      clock,
      staleAfterMs: () => staleAfterMs,
      onChange: sink.onConnection,
      onKindChange({ kind }) {
        if (kind === 'idle') player.pause()
        if (kind === 'connecting') open()
      },
    })
    /** After its end a recording sends nothing more, however often it is started. */
    const open = () => {
      if (player.endReason !== null) return driver.handle({ kind: 'ended', reason: player.endReason })
      player.play()
      driver.handle({ kind: 'opened' })
    }
    running = {
      driver,
      async end() {
        driver.close()
        await player.close()
      },
    }
    sink.onTags(tags)
    driver.handle({ kind: 'connect' })
  }

  return {
    kind: 'replay',
    id: `replay:${name}:${hashKey([resolve(file), timeColumn, zone ?? site.zone, mapping])}`,
    label: `replay · ${name} · ×${speed}`,
    staleAfterMs,
    start,
    connect: () => running?.driver.handle({ kind: 'connect' }),
    disconnect: () => running?.driver.handle({ kind: 'disconnect' }),
    async stop() {
      const ended = running?.end()
      running = null
      await ended
    },
  }
}

/** Recordings that are read in another way are other plants: a few characters that differ where the reading does. */
function hashKey(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8)
}
