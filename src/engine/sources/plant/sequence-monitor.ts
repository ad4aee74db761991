/** Numbers further back than this are a numbering that began anew, not late messages. */
const MAX_LATE = 100

/** Watches a plant's numbering for gaps. */
export interface SequenceMonitor {
  /** Notes number `seq` of `series`; answers how many messages were missed before it. */
  observe(series: string, seq: number): number
  /** The connection was made anew: a lower number is now a numbering that began anew. */
  onReconnected(): void
}

/** A monitor that has seen no number yet. Gaps across a reconnection count: what the plant sent meanwhile was missed. */
export function createSequenceMonitor(): SequenceMonitor {
  const newest = new Map<string, { seq: number; fresh: boolean }>()
  return {
    observe(series, seq) {
      const known = newest.get(series)
      if (known === undefined) {
        newest.set(series, { seq, fresh: false })
        return 0
      }
      const distance = seq - known.seq
      const anew = distance < 0 && (known.fresh || distance < -MAX_LATE)
      known.fresh = false
      if (distance > 0 || anew) known.seq = seq
      return distance > 1 ? distance - 1 : 0
    },
    onReconnected() {
      for (const known of newest.values()) known.fresh = true
    },
  }
}
