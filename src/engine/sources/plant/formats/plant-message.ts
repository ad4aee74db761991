import type { Quality } from '../../../../domain/telemetry/sample.ts'

/** One value as a plant sent it, under the plant's own name. `at` is epoch ms, `value` finite. */
export interface PlantReading {
  readonly name: string
  readonly at: number
  readonly value: number
  readonly quality: Quality
  /** The unit that the message gives, as it writes it; null where it gives none. */
  readonly unit: string | null
}

/** One message of a plant. */
export interface PlantMessage {
  /** Its number in `series`, counting up by one; null where the plant doesn't number. */
  readonly seq: number | null
  /** What numbers it: a plant with several writers numbers the messages of each. */
  readonly series: string
  /** Whether it is of the past, not of now. */
  readonly historical: boolean
  readonly readings: readonly PlantReading[]
}

/** Why something could not be read, in a sentence, and its beginning. */
export interface Unreadable {
  readonly reason: string
  readonly excerpt: string
}

/** What a text held: its messages with all that could be read, and what could not. */
export interface ParsedMessages {
  readonly messages: readonly PlantMessage[]
  readonly unreadable: readonly Unreadable[]
}

/** Longest excerpt of what could not be read, in characters. */
const MAX_EXCERPT = 200
/** Longest name of a value, in characters. */
export const MAX_NAME_LENGTH = 120

/** The beginning of a text or a JSON value, without control characters. */
export function excerptOf(source: unknown): string {
  const text = typeof source === 'string' ? source.slice(0, 2 * MAX_EXCERPT) : shortJson(source)
  const printable = Array.from(text, (char) => (char < ' ' || char === '\u007f' ? ' ' : char))
  return printable.length <= MAX_EXCERPT ? printable.join('') : `${printable.slice(0, MAX_EXCERPT - 1).join('')}…`
}

/** JSON of the beginning of a value: a deep or long one is not written out in full. */
function shortJson(value: unknown, depth = 3): string {
  if (Array.isArray(value)) {
    if (depth === 0) return '[…]'
    const items = value.slice(0, 5).map((item) => shortJson(item, depth - 1))
    return `[${items.join(',')}${value.length > 5 ? ',…' : ''}]`
  }
  if (typeof value === 'object' && value !== null) {
    if (depth === 0) return '{…}'
    const entries = Object.entries(value).slice(0, 8)
    return `{${entries.map(([key, item]) => `${shortJson(key)}:${shortJson(item, depth - 1)}`).join(',')}}`
  }
  return typeof value === 'string' ? JSON.stringify(value.slice(0, MAX_EXCERPT)) : String(value)
}

/** Collects why parts of one message could not be read: one sentence for all values with the same trouble. */
export function createProblemList(): {
  add(trouble: string, name: string): void
  list(source: unknown): Unreadable[]
} {
  const names = new Map<string, string[]>()
  return {
    add(trouble, name) {
      const known = names.get(trouble)
      if (known) known.push(name)
      else names.set(trouble, [name])
    },
    list(source) {
      if (names.size === 0) return []
      const reasons = Array.from(names, ([trouble, of]) => `${trouble}: ${formatFirstNames(of)}`)
      return [{ reason: `${reasons.join('; ')}.`, excerpt: excerptOf(source) }]
    },
  }
}

function formatFirstNames(names: readonly string[]): string {
  const first = names.slice(0, 3).map((name) => excerptOf(name.slice(0, 40)))
  return names.length > 3 ? `${first.join(', ')} and ${names.length - 3} more` : first.join(', ')
}
