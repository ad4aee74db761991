import type { PlantSettings } from '../../../contract/settings.ts'
import { SECOND } from '../../../domain/time/time.ts'
import type { Clock } from '../../runtime/clock.ts'
import { reasonOf } from '../../runtime/engine-error.ts'
import { createCadence } from '../cadence.ts'
import type { SourceSink } from '../source.ts'
import { parseMessage } from './formats/parse-message.ts'
import type { PlantMessage, Unreadable } from './formats/plant-message.ts'
import { createTagMapper } from './mapping.ts'
import { createSequenceMonitor } from './sequence-monitor.ts'

/** How long a sample holds, in ms, until its period is known. */
const FIRST_GUESS = SECOND

/** Unreadable items of one message that are reported one by one. */
const MAX_REPORTED = 20
/** Characters of a message that are shown. */
const EXCERPT = 200

/** Reads a plant's messages into a sink, and learns its tags and their periods. */
export interface PlantReader {
  /** Reads one message; answers whether it held any sample. */
  readMessage(text: string): boolean
  /** The connection was made anew. */
  onReconnected(): void
}

/** A reader without any tag yet. */
export function createPlantReader(settings: PlantSettings, sink: SourceSink, clock: Clock): PlantReader {
  const mapping = createTagMapper(settings.mapping, settings.gridSign)
  const cadence = createCadence()
  const sequence = createSequenceMonitor()
  let publishedTags = 0

  const reportUnreadable = (items: readonly Unreadable[]) => {
    for (const { reason, excerpt } of items.slice(0, MAX_REPORTED)) sink.onUnreadable(reason, excerpt)
    const more = items.length - MAX_REPORTED
    if (more > 0) sink.onUnreadable(`${more} more items of the same message can't be read.`, '')
  }
  const publishTags = () => {
    const tags = mapping.tags().map((tag) => ({ ...tag, periodMs: cadence.periodMs(tag.id) ?? FIRST_GUESS }))
    publishedTags = tags.length
    sink.onTags(tags)
  }
  const readOne = ({ seq, series, historical, readings }: PlantMessage): number => {
    const missed = seq === null ? 0 : sequence.observe(series, seq)
    if (missed > 0) sink.onMissed(missed)
    const { samples, unreadable } = mapping.apply(readings)
    reportUnreadable(unreadable)
    if (samples.length === 0) return 0
    let changed = mapping.tags().length > publishedTags
    // The past may have another period than the present.
    if (!historical) for (const { tag, at } of samples) changed = cadence.observe(tag, at) || changed
    if (changed) publishTags()
    sink.onSamples(samples, historical)
    return samples.length
  }

  return {
    onReconnected: sequence.onReconnected,
    readMessage(text) {
      try {
        const { messages, unreadable } = parseMessage(text, clock.now())
        reportUnreadable(unreadable)
        let samples = 0
        for (const message of messages) samples += readOne(message)
        return samples > 0
      } catch (error) {
        // Whatever a plant sends must never end the process.
        sink.onUnreadable(`The message can't be read: ${reasonOf(error)}`, text.slice(0, EXCERPT))
        return false
      }
    },
  }
}
