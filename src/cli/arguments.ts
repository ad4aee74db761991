import { InvalidArgumentError } from 'commander'

/** A parser of whole numbers from `least` on, for an option. */
export function createWholeNumberParser(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (Number.isSafeInteger(value) && value >= least) return value
    throw new InvalidArgumentError(`Expected a whole number from ${least} on.`)
  }
}
