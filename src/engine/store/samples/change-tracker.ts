/** Start of the oldest step of a series that was changed, epoch ms, for each of several readers since it last read. */
export class ChangeTracker {
  #sinceOpened: number | null = null
  readonly #byReader = new Map<string, number | null>()

  /** Notes that the step that starts at `at` has changed. */
  record(at: number): void {
    this.#sinceOpened = least(this.#sinceOpened, at)
    for (const [reader, oldest] of this.#byReader) this.#byReader.set(reader, least(oldest, at))
  }

  /** The oldest change since the reader last read; since the beginning, where it never has. Null: none. */
  readOldest(reader: string): number | null {
    const oldest = this.#byReader.get(reader)
    this.#byReader.set(reader, null)
    return oldest === undefined ? this.#sinceOpened : oldest
  }
}

function least(oldest: number | null, at: number): number {
  return oldest === null ? at : Math.min(oldest, at)
}
