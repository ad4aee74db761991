import type { RunningJob } from '../engine/models/model-thread.ts'

/**
 * The answers of jobs that run at once. Where one fails the others are ended, as their answers would be thrown away.
 */
export async function awaitJobs<A>(jobs: readonly RunningJob<A>[]): Promise<A[]> {
  try {
    return await Promise.all(jobs.map(({ answer }) => answer))
  } catch (error) {
    await Promise.all(jobs.map((job) => job.end()))
    throw error
  }
}
