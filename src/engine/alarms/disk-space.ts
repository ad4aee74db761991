import { statfs } from 'node:fs/promises'
import { MINUTE } from '../../domain/time/time.ts'
import { type Clock, every } from '../runtime/clock.ts'

/** What is left of the disk that the data lies on. */
export interface FreeSpace {
  readonly freeBytes: number
  /** Free share of the whole disk, 0 to 1. */
  readonly share: number
}

/** Measures the free space of a disk once a minute. */
export interface DiskSpaceMonitor {
  /** The last measurement; null until there is one, and where the system can't measure it. */
  latest(): FreeSpace | null
  close(): void
}

/**
 * How much this process may still write to the file system of a folder.
 * @throws Error (rejects) where the system can't measure it.
 */
export async function readFreeSpace(folder: string): Promise<FreeSpace> {
  const { bavail, blocks, bsize } = await statfs(folder)
  return { freeBytes: bavail * bsize, share: blocks > 0 ? bavail / blocks : 1 }
}

/** Measures by `read`, from now on. A failure is reported, and leaves nothing known. */
export function openDiskSpaceMonitor(
  clock: Clock,
  read: () => Promise<FreeSpace>,
  onFailure: (error: unknown) => void,
): DiskSpaceMonitor {
  let latest: FreeSpace | null = null
  const measure = () => {
    read().then(
      (space) => {
        latest = space
      },
      (error: unknown) => {
        latest = null
        onFailure(error)
      },
    )
  }
  measure()
  return { latest: () => latest, close: every(clock, MINUTE, measure) }
}
