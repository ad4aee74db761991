/** The end of a switch that has every case of a union: the compiler refuses it where one is missing. */
export function assertNever(value: never): never {
  throw new Error(`Unexpected ${JSON.stringify(value)}`)
}
