import type { PlantSettings } from '../../../contract/settings.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { createCadence } from '../cadence.ts'
import type { SourceSink } from '../source.ts'
import { parseMessage } from './formats/parse-message.ts'
import type { Message, Unreadable } from './formats/reading.ts'
import { createMapping } from './mapping.ts'
import { createSequenceWatch } from './sequence.ts'

/** How long a sample stands for, in ms, until it is known better. */
const FIRST_GUESS = SECOND

/** Complaints about one message that are told one by one. */
const MOST_COMPLAINTS = 20
/** Characters of a message that are shown. */
const EXCERPT = 200

/** Reads a plant's messages into a sink, and learns its tags and their periods. */
export interface PlantReader {
  /** Reads one message; answers whether it held any sample. */
  take(text: string): boolean
  /** The connection was made anew. */
  reconnected(): void
}

/** A reader that knows no tag yet. */
export function createPlantReader(settings: PlantSettings, sink: SourceSink, clock: Clock): PlantReader {
  const mapping = createMapping(settings.mapping, settings.gridSign)
  const cadence = createCadence()
  const sequence = createSequenceWatch()
  let told = 0

  const complain = (troubles: readonly Unreadable[]) => {
    for (const { reason, excerpt } of troubles.slice(0, MOST_COMPLAINTS)) sink.unreadable(reason, excerpt)
    const more = troubles.length - MOST_COMPLAINTS
    if (more > 0) sink.unreadable(`${more} more items of the same message can't be read.`, '')
  }
  const tellTags = () => {
    const tags = mapping.tags().map((tag) => ({ ...tag, periodMs: cadence.periodMs(tag.id) ?? FIRST_GUESS }))
    told = tags.length
    sink.tags(tags)
  }
  const takeOne = ({ seq, series, historical, readings }: Message): number => {
    const missed = seq === null ? 0 : sequence.observe(series, seq)
    if (missed > 0) sink.missed(missed)
    const { samples, unreadable } = mapping.apply(readings)
    complain(unreadable)
    if (samples.length === 0) return 0
    let news = mapping.tags().length > told
    // What is told of the past may come in another rhythm than the present.
    if (!historical) for (const { tag, at } of samples) news = cadence.observe(tag, at) || news
    if (news) tellTags()
    sink.samples(samples, historical)
    return samples.length
  }

  return {
    reconnected: sequence.reconnected,
    take(text) {
      try {
        const { messages, unreadable } = parseMessage(text, clock.now())
        complain(unreadable)
        let samples = 0
        for (const message of messages) samples += takeOne(message)
        return samples > 0
      } catch (error) {
        // Whatever a plant thinks of: its message is its own trouble, and never the end of the process.
        sink.unreadable(`The message can't be read: ${reasonOf(error)}`, text.slice(0, EXCERPT))
        return false
      }
    },
  }
}
