import { describe, expect, it } from 'vitest'
import type { EngineEvent } from '../../contract/api.ts'
import { createEventHub } from './event-hub.ts'

const event = (attempt: number): EngineEvent => ({
  kind: 'connection',
  connection: { kind: 'connecting', attempt, since: 0 },
})

describe('the event hub', () => {
  it('delivers the first event at once and every later one until the subscription ends', () => {
    const hub = createEventHub(() => {})
    const seen: EngineEvent[] = []
    const end = hub.subscribe((each) => seen.push(each), event(1))
    hub.publish(event(2))
    end()
    hub.publish(event(3))
    expect(seen).toEqual([event(1), event(2)])
    expect(hub.subscriberCount).toBe(0)
  })

  it('drops a subscriber that throws, and keeps the others from nothing', () => {
    const faults: unknown[] = []
    const hub = createEventHub((error) => faults.push(error))
    const seen: EngineEvent[] = []
    hub.subscribe(() => {
      throw new Error('broken page')
    }, event(1))
    hub.subscribe((each) => seen.push(each), event(1))
    hub.publish(event(2))
    expect(faults).toHaveLength(1)
    expect(seen).toEqual([event(1), event(2)])
  })

  it('keeps two subscriptions of one function apart', () => {
    const hub = createEventHub(() => {})
    let count = 0
    const listener = () => {
      count += 1
    }
    hub.subscribe(listener, event(1))()
    hub.subscribe(listener, event(1))
    hub.publish(event(2))
    expect(count).toBe(3)
  })
})
