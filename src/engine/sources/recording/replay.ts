import { createHash } from 'node:crypto'
import { resolve } from 'node:path'
import type { ReplaySettings, Site } from '../../../contract/settings.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { createConnectionKeeper } from '../connection-driver.ts'
import type { Kept, Source, SourceSink } from '../source.ts'
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
    readonly keeper: ReturnType<typeof createConnectionKeeper>
    readonly end: () => Promise<void>
  } | null = null

  function start(sink: SourceSink, { newestAt }: Kept): void {
    const player = createPlayer(
      recording,
      { clock, speed, knownUntil: newestAt, playFrom },
      {
        samples(samples, past) {
          sink.samples(samples, past)
          keeper.on({ kind: 'data' })
        },
        unreadable: sink.unreadable,
        ended: (reason) => keeper.on({ kind: 'ended', reason }),
      },
    )
    const keeper = createConnectionKeeper({
      clock,
      staleAfterMs: () => staleAfterMs,
      tell: sink.connection,
      act({ kind }) {
        if (kind === 'idle') player.pause()
        if (kind === 'connecting') open()
      },
    })
    /** After its end a recording has nothing more to say, however often it is asked. */
    const open = () => {
      if (player.over !== null) return keeper.on({ kind: 'ended', reason: player.over })
      player.play()
      keeper.on({ kind: 'opened' })
    }
    running = {
      keeper,
      async end() {
        keeper.close()
        await player.close()
      },
    }
    sink.tags(tags)
    keeper.on({ kind: 'connect' })
  }

  return {
    kind: 'replay',
    id: `replay:${name}:${keyOf([resolve(file), timeColumn, zone ?? site.zone, mapping])}`,
    label: `replay · ${name} · ×${speed}`,
    staleAfterMs,
    start,
    connect: () => running?.keeper.on({ kind: 'connect' }),
    disconnect: () => running?.keeper.on({ kind: 'disconnect' }),
    async stop() {
      const ended = running?.end()
      running = null
      await ended
    },
  }
}

/** Recordings that are read in another way are other plants: a few characters that differ where the reading does. */
function keyOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8)
}
