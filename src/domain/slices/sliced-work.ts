/** Long arithmetic in slices of a few milliseconds: the caller may run other work in between. */
export type SlicedWork<T> = Generator<void, T, void>

/** Runs it to its end at once. */
export function runAtOnce<T>(work: SlicedWork<T>): T {
  for (;;) {
    const { done, value } = work.next()
    if (done === true) return value
  }
}
