import type { EngineEvent } from '../../contract/api.ts'

/** Hands the engine's events to whoever subscribed. */
export interface EventHub {
  /** Calls every subscriber; one that throws is dropped and reported, and the others get the event all the same. */
  publish(event: EngineEvent): void
  /** Delivers `first` at once, then every event. @returns a function that ends the subscription. */
  subscribe(listener: (event: EngineEvent) => void, first: EngineEvent): () => void
  readonly subscriberCount: number
}

/** A hub without subscribers; `onFailure` is called for a subscriber that threw. */
export function createEventHub(onFailure: (error: unknown) => void): EventHub {
  const listeners = new Set<(event: EngineEvent) => void>()
  const deliver = (listener: (event: EngineEvent) => void, event: EngineEvent) => {
    try {
      listener(event)
    } catch (error) {
      listeners.delete(listener)
      onFailure(error)
    }
  }
  return {
    publish(event) {
      for (const listener of [...listeners]) deliver(listener, event)
    },
    subscribe(listener, first) {
      // Each subscription is its own, even of one function subscribed twice.
      const subscriber = (event: EngineEvent) => listener(event)
      listeners.add(subscriber)
      deliver(subscriber, first)
      return () => {
        listeners.delete(subscriber)
      }
    },
    get subscriberCount() {
      return listeners.size
    },
  }
}
