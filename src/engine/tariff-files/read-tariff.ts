import { TariffSchema } from '../../contract/schemas/tariff.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { EngineError, shortReasonOf } from '../runtime/engine-error.ts'
import { readTariffCsv } from './csv-tariff.ts'
import { describeIssue, listDroppedPaths } from './schema-text.ts'
import type { TariffReading } from './tariff-reading.ts'

/**
 * Reads a tariff: JSON in the form that EcoPulse writes, bare or as the `tariff` of an object, or a CSV with a line for
 * each price and window, whose tariff gets the file's name. The text decides which of them it is.
 * @throws EngineError `invalid` with a sentence on where in the file, and what to do.
 */
export function readTariff(fileName: string, text: string): { tariff: Tariff; notes: string[] } {
  const content = text.replace(/^\uFEFF/, '').trim()
  if (content === '') throw new EngineError('invalid', `The file ${fileName} is empty.`)
  if (content.includes('\0') || content.startsWith('%PDF') || content.startsWith('PK\u0003'))
    throw new EngineError('invalid', `The file ${fileName} is no text: save the tariff as CSV or JSON first.`)
  const { tariff, notes } = /^[{[]/.test(content) ? readTariffJson(fileName, content) : readTariffCsv(fileName, content)
  return { tariff, notes: [...notes] }
}

function readTariffJson(fileName: string, text: string): TariffReading {
  const found = findTariff(parseJson(fileName, text))
  const result = TariffSchema.safeParse(found)
  if (!result.success) {
    const { sentence, field } = describeIssue(result.error.issues[0])
    throw new EngineError('invalid', `The tariff in ${fileName} can’t be used: ${sentence}`, field || undefined)
  }
  const unknown = listDroppedPaths(found, result.data)
  const notes = unknown.length === 0 ? [] : [`What EcoPulse doesn’t know was left out: ${unknown.join(', ')}.`]
  return { tariff: result.data, notes }
}

function parseJson(fileName: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new EngineError('invalid', `The file ${fileName} looks like JSON but can’t be read: ${shortReasonOf(error)}.`)
  }
}

/** Settings and the answer of `readTariff` hold a tariff by that name. */
function findTariff(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('tariff' in value) || 'currency' in value) return value
  return value.tariff
}
