/** Something that happens now and then, to which others subscribe. */
export interface Subscribable<T> {
  /** Calls `listener` each time from now on. Subscribers live as long as what they subscribe to: none unsubscribes. */
  subscribe(listener: (value: T) => void): void
}

/** An emitter: its owner calls `emit`. */
export interface Emitter<T> extends Subscribable<T> {
  /**
   * Calls the listeners in the order in which they subscribed.
   * @throws what a listener throws: those after it aren't called.
   */
  emit(value: T): void
}

/** An emitter without subscribers: what it emits before the first one subscribes is lost. */
export function createEmitter<T>(): Emitter<T> {
  const listeners: ((value: T) => void)[] = []
  return {
    subscribe(listener) {
      listeners.push(listener)
    },
    emit(value) {
      for (const listener of listeners) listener(value)
    },
  }
}
