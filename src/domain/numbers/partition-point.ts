/** The first of the places from `first` on, before `end`, for which it doesn't hold: it holds for all before that. */
export function partitionPoint(holds: (place: number) => boolean, first: number, end: number): number {
  let [low, high] = [first, end]
  while (low < high) {
    const middle = (low + high) >>> 1
    if (holds(middle)) low = middle + 1
    else high = middle
  }
  return low
}

/** The place of the first of `numbers`, which ascend, that is `at` or more; how many they are, where none is. */
export function lowerBound(numbers: readonly number[], at: number): number {
  return partitionPoint((place) => (numbers[place] ?? Number.POSITIVE_INFINITY) < at, 0, numbers.length)
}
