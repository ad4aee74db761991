import type { PlantSettings } from '../../contract/settings.ts'
import { SECOND } from '../../domain/time.ts'
import type { Clock } from '../clock.ts'
import { createCadence } from './cadence.ts'
import { parseMessage } from './formats/parse-message.ts'
import type { Message, Unreadable } from './formats/reading.ts'
import { createMapping } from './mapping.ts'
import { createSequenceWatch } from './sequence.ts'
import type { SourceSink } from './source.ts'

/** How long a sample stands for, in ms, until it is known better. */
const FIRST_GUESS = SECOND

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
    for (const { reason, excerpt } of troubles) sink.unreadable(reason, excerpt)
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
      const { messages, unreadable } = parseMessage(text, clock.now())
      complain(unreadable)
      let samples = 0
      for (const message of messages) samples += takeOne(message)
      return samples > 0
    },
  }
}
