/** The place of the first of `numbers`, which ascend, that is `at` or more; how many they are, where none is. */
export function lowerBound(numbers: readonly number[], at: number): number {
  let low = 0
  let high = numbers.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((numbers[middle] ?? Number.POSITIVE_INFINITY) < at) low = middle + 1
    else high = middle
  }
  return low
}
