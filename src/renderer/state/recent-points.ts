/** A time (epoch ms) and a value. */
export type Point = readonly [at: number, value: number]

/** Points that the short trend and the sparklines show. */
export const RECENT_POINTS = 60

/** `points` after `known`, in order of time and each time once, the newest 60 of them. Both are oldest first. */
export function appendRecent(known: readonly Point[], points: readonly Point[]): readonly Point[] {
  const newest = known.at(-1)?.[0] ?? Number.NEGATIVE_INFINITY
  const inOrder = points.every((point, index) => point[0] > (points[index - 1]?.[0] ?? newest))
  if (inOrder) return [...known, ...points].slice(-RECENT_POINTS)
  const byTime = new Map(known)
  for (const [at, value] of points) byTime.set(at, value)
  return [...byTime].sort((a, b) => a[0] - b[0]).slice(-RECENT_POINTS)
}
