import type { Page } from 'playwright'
import type { EngineEvent } from '../../../src/contract/api.ts'

/** The newest sample's time of a tag as the page is told it; null where there is none. */
export function newestAt(page: Page, tag: string): Promise<number | null> {
  return page.evaluate(async (id) => {
    const outcome = await window.ecopulse?.call('tags', {})
    if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome))
    return outcome.value.find((each) => each.id === id)?.latest?.at ?? null
  }, tag)
}

/** Times of the single samples of a tag within the last minutes before `to`. */
export function sampleTimes(page: Page, tag: string, from: number, to: number): Promise<number[]> {
  return page.evaluate(
    async (span) => {
      const outcome = await window.ecopulse?.call('history', { ...span, points: 20_000 })
      if (outcome?.ok !== true) throw new Error(JSON.stringify(outcome))
      return outcome.value.points.map(([at]) => at)
    },
    { tag, from, to },
  )
}

/** Subscribes in the page until `count` events have come, and answers their kinds. */
export function eventKinds(page: Page, count: number): Promise<EngineEvent['kind'][]> {
  return page.evaluate(
    (wanted) =>
      new Promise<EngineEvent['kind'][]>((resolve) => {
        const kinds: EngineEvent['kind'][] = []
        const unsubscribe = window.ecopulse?.subscribe((event) => {
          kinds.push(event.kind)
          if (kinds.length < wanted) return
          // The subscription's own answer comes first, even where the snapshot is delivered at once.
          queueMicrotask(() => {
            unsubscribe?.()
            resolve(kinds)
          })
        })
      }),
    count,
  )
}
