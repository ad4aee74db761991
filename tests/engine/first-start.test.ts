import { expect, test } from 'vitest'
import { systemClock } from '../../src/engine/runtime/clock.ts'
import { startEngine, waitForEvent } from '../fixtures/engine/running-engine.ts'

test('the first forecast of the next day is made from the whole past of a new simulator', async () => {
  const engine = await startEngine({ kind: 'simulator', seed: 7, speed: 1 }, systemClock)
  try {
    const made = await waitForEvent(
      engine,
      (event) => event.kind === 'forecast' && event.forecast.horizon === 'nextDay',
    )
    // Without a week of past no model can forecast.
    expect(made).toMatchObject({ forecast: { model: expect.any(String) } })
  } finally {
    await engine.close()
  }
})
