/** Arithmetic that takes long, a few milliseconds at a time: whoever runs it may let others have their turn in between. */
export type SlicedWork<T> = Generator<void, T, void>

/** Runs it to its end at once. */
export function runAtOnce<T>(work: SlicedWork<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}
