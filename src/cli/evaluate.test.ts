import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { saveTestModel } from '../../tests/fixtures/make-model.ts'
import { openBackend } from '../engine/ml/tensorflow/backends.ts'
import { shippedFolders } from '../engine/models/model-folders.ts'
import { evaluateCommand } from './evaluate.ts'
import { trainCommand } from './train.ts'

const wasmDir = dirname(createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm'))
const modelsDir = mkdtempSync(join(tmpdir(), 'ecopulse-evaluate-'))
let out: string[] = []
let err: string[] = []

beforeAll(async () => {
  const { tf } = await openBackend(wasmDir, ['wasm'])
  const folders = shippedFolders(modelsDir)
  await saveTestModel(tf, { horizon: 'nextHour', folder: folders.nextHour, card: { id: 'made-hour' } })
  await saveTestModel(tf, { horizon: 'nextDay', folder: folders.nextDay, card: { id: 'made-day', holdout: null } })
})
afterAll(() => rmSync(modelsDir, { recursive: true, force: true }))
beforeEach(() => {
  out = []
  err = []
  vi.spyOn(console, 'log').mockImplementation((text: string) => out.push(text))
  vi.spyOn(console, 'error').mockImplementation((text: string) => err.push(text))
})
afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = 0
})

/** Runs a command as a user would; answers the exit code, or why its arguments were refused. */
async function run(command: ReturnType<typeof evaluateCommand>, ...args: readonly string[]): Promise<unknown> {
  process.exitCode = 0
  command.exitOverride().configureOutput({ writeErr: () => {} })
  try {
    await command.parseAsync(args, { from: 'user' })
    return process.exitCode
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

describe('evaluate without a CSV', () => {
  test('scores the models that are there on a plant that they have not seen, as one JSON object', async () => {
    expect(await run(evaluateCommand(), '--models', modelsDir, '--json')).toBe(0)
    expect(out).toHaveLength(1)
    const { nextHour, nextDay } = JSON.parse(out[0] ?? '')
    expect(nextHour).toMatchObject({ model: 'made-hour', holdout: { windows: 100 } })
    expect(nextDay).toMatchObject({ model: 'made-day', holdout: null })
    for (const { otherPlant } of [nextHour, nextDay]) {
      const { model, naive } = otherPlant
      // 35 days of quarter-hours, all of which can be read.
      expect(otherPlant.windows).toBeGreaterThan(35 * 96 - 96)
      for (const { mape, wape, coverage } of [model, ...Object.values<typeof model>(naive)]) {
        expect(mape).toBeGreaterThan(0.01)
        expect(wape).toBeLessThan(1)
        expect(coverage).toBeLessThanOrEqual(1)
      }
    }
  }, 60_000)

  test('prints a table of each stretch for one horizon', async () => {
    expect(await run(evaluateCommand(), '--models', modelsDir, '--horizon', 'nextHour', '--seed', '2')).toBe(0)
    const text = out.join('\n')
    expect(text).toContain('The next hour by made-hour, on the days of its own plant')
    expect(text).toContain('On 35 days of another simulated plant (seed 1002)')
    expect(text.match(/^EcoPulse /gm)).toHaveLength(2)
    expect(text).not.toContain('next day')
  }, 60_000)

  test('names the model that is missing', async () => {
    expect(await run(evaluateCommand(), '--models', join(modelsDir, 'nowhere'))).toBe(1)
    expect(err.join()).toContain('card.json')
  })
})

test('a CSV needs the name of its column with the load', async () => {
  expect(await run(evaluateCommand(), '--csv', 'load.csv')).toBe(1)
  expect(await run(trainCommand('1.2.3'), '--csv', 'load.csv', '--out', join(modelsDir, 'trained'))).toBe(1)
  expect(err).toEqual(new Array(2).fill('Name the column with the load: --value COLUMN.'))
})

test('what can’t be meant is refused with what can', async () => {
  const refused = [
    [evaluateCommand(), '--resolution', '7', 'Expected one of 5, 10, 15, 20, 30, 60 minutes.'],
    [evaluateCommand(), '--horizon', 'week', 'Expected one of nextHour, nextDay.'],
    [evaluateCommand(), '--seed', 'x', '--seed'],
    [trainCommand('1.2.3'), '--days', '30', '--days'],
  ] as const
  for (const [command, option, value, refusal] of refused) expect(await run(command, option, value)).toContain(refusal)
})
