/** Runs tasks one after the other, in the order in which they were handed over. */
export interface SerialQueue {
  /** Answers as the task does. One that fails keeps no other from its turn. */
  run<T>(task: () => Promise<T>): Promise<T>
  /** Resolves when what was handed over before is done. */
  whenIdle(): Promise<void>
}

export function createSerialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve()
  return {
    run(task) {
      const next = last.then(task)
      last = next.catch(() => {})
      return next
    },
    async whenIdle() {
      await last
    },
  }
}
