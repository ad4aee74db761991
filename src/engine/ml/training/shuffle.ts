/** Numbers in [0, 1): Lehmer's generator with the multiplier 48271 (Park and Miller). */
export function createLehmer(seed: number): () => number {
  let state = (Math.abs(Math.trunc(seed)) % 2147483646) + 1
  return () => {
    state = (state * 48271) % 2147483647
    return (state - 1) / 2147483646
  }
}

/** The same in another order (Fisher and Yates). */
export function shuffle(all: readonly number[], random: () => number): number[] {
  const order = [...all]
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1))
    const held = order[i] as number
    order[i] = order[j] as number
    order[j] = held
  }
  return order
}
