import type { Snapshot } from '../../../src/contract/api.ts'
import type { FixtureEngine } from '../../fixtures/page/engine.ts'
import { expect, findAxeViolations, tagValue, test } from '../../fixtures/page/page-test.ts'
import { forecastAt, snapshotAt } from '../../fixtures/page/plant.ts'

/** The engine as it is before a plant has sent anything. */
function showNothing(engine: FixtureEngine): void {
  engine.sending = false
  engine.snapshot = (at) => {
    const { engine: status, ...usual } = snapshotAt(at)
    const store = { ...status.store, samples: 0, oldestAt: null, newestAt: null }
    const nothing = {
      tags: [],
      ranges: {},
      latest: {},
      recent: {},
      forecasts: { nextHour: null, nextDay: null },
      skill: null,
      outlook: null,
    }
    return { ...usual, ...nothing, connection: { kind: 'idle' }, engine: { ...status, store } }
  }
}

function change(engine: FixtureEngine, changes: (at: number) => Partial<Snapshot>): void {
  engine.snapshot = (at) => ({ ...snapshotAt(at), ...changes(at) })
}

test('with nothing connected yet each panel shows what is missing and what to do', async ({ page, engine }) => {
  showNothing(engine)
  await page.goto(engine.url)
  await expect(page.locator('.status')).toHaveText('Disconnected')
  await expect(page.locator('.advice')).toHaveText('Nothing is read from the plant. Connect to go on.')
  await expect(page.locator('.load-panel .empty')).toContainText('Connect to the plant')
  await expect(page.locator('.next-hour-panel .empty')).toContainText(
    'A forecast needs 8 d of history; nothing is kept yet.',
  )
  await expect(page.locator('.next-day-panel .empty')).toContainText('A forecast needs 8 d of history')
  await expect(page.locator('.now-panel .empty')).toBeVisible()
  await expect(page.locator('.grid-panel .empty')).toBeVisible()
  expect(await findAxeViolations(page)).toEqual([])
})

test('values grey out within 3.5 s of silence and show their age', async ({ page, engine }) => {
  await page.clock.install()
  await page.goto(engine.url)
  await expect(tagValue(page, 'load')).toBeVisible()
  await expect(page.locator('.value-rows .is-old')).toHaveCount(0)
  engine.sending = false
  await page.clock.runFor(4_500)
  await expect(page.locator('.value-rows li.is-old')).toHaveCount(6)
  await expect(page.locator('.figure-large .age')).toHaveText(/^ ?[34567] s old$/)
  expect(await findAxeViolations(page)).toEqual([])
  engine.sending = true
  await page.clock.resume()
})

test('a stale connection shows since when', async ({ page, engine }) => {
  engine.sending = false
  change(engine, (at) => ({ connection: { kind: 'stale', since: at, lastDataAt: at - 12_000 } }))
  await page.goto(engine.url)
  await expect(page.locator('.status')).toHaveText(/^Stale since 14:07:2\d$/)
  await expect(page.locator('.advice')).toContainText('the plant has sent nothing since 14:07:2')
})

test('a waiting connection counts down to its next attempt and shows why', async ({ page, engine }) => {
  await page.clock.install()
  engine.sending = false
  const reason = 'The plant closed the connection (1006)'
  change(engine, (at) => ({ connection: { kind: 'waiting', attempt: 3, retryAt: at + 60_000, reason } }))
  await page.goto(engine.url)
  const status = page.locator('.status-text')
  await expect(status).toHaveText(/^Next attempt in (1 min|\d+ s) \(attempt 3\)$/)
  await expect(page.locator('.advice')).toHaveText(`${reason}.`)
  await page.clock.runFor(50_000)
  await expect(status).toHaveText(/^Next attempt in ([0-9]|10) s \(attempt 3\)$/)
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect.poll(() => engine.receivedCalls.at(-1)?.name).toBe('connect')
})

test('a refusal shows that the engine has stopped trying', async ({ page, engine }) => {
  engine.sending = false
  change(engine, () => ({ connection: { kind: 'stopped', reason: 'The plant refused the credentials (401)' } }))
  await page.goto(engine.url)
  await expect(page.locator('.status')).toHaveText('Stopped')
  await expect(page.locator('.advice')).toContainText(
    'The plant refused the credentials (401). EcoPulse does not try again',
  )
  await expect(page.getByRole('button', { name: 'Connect', exact: true })).toBeEnabled()
  expect(await findAxeViolations(page)).toEqual([])
})

test('connecting names its attempt, and a screen reader reads changes of the connection but no ages', async ({
  page,
  engine,
}) => {
  await page.goto(engine.url)
  const announced = page.locator('.connection [role=status]')
  await expect(announced).toHaveText('Live')
  engine.sending = false
  engine.send({ kind: 'connection', connection: { kind: 'connecting', attempt: 2, since: engine.now() } })
  await expect(page.locator('.status')).toHaveText('Connecting · attempt 2')
  await expect(announced).toHaveText('Connecting, attempt 2')
})

test('a naive forecast in the model’s place is marked, with the reason', async ({ page, engine }) => {
  const reason = 'The model needs 8 days of history; 3 hours are kept.'
  const stoodIn = { method: 'naive', reason, naive: 'persistence', backend: null } as const
  change(engine, (at) => ({
    forecasts: {
      nextHour: forecastAt(at, stoodIn),
      nextDay: forecastAt(at, { ...stoodIn, horizon: 'nextDay' }),
    },
  }))
  await page.goto(engine.url)
  const hour = page.locator('.next-hour-panel')
  await expect(hour.locator('.beside')).toContainText('naive forecast: the last value')
  await expect(hour.locator('.reason')).toHaveText(reason)
  const day = page.locator('.next-day-panel')
  await expect(day.locator('.beside')).toContainText('naive: last value')
  await expect(day.locator('.reason')).toHaveText(reason)
})

test('an engine that is gone is shown with a countdown, and the page goes on when it is back', async ({
  page,
  engine,
}) => {
  await page.goto(engine.url)
  await expect(page.locator('.status')).toHaveText(/^Live/)
  engine.goOffline()
  await expect(page.locator('.status')).toHaveText(/^Engine unreachable, trying again in \d+ s$/)
  await expect(page.locator('.advice')).toContainText('Check that EcoPulse is running')
  engine.goOnline()
  await page.getByRole('button', { name: 'Try now' }).click()
  await expect(page.locator('.status')).toHaveText(/^Live/)
  expect(engine.subscribers()).toBe(1)
})

test('a plant’s clock that is off is shown', async ({ page, engine }) => {
  change(engine, (at) => {
    const { engine: status } = snapshotAt(at)
    return { engine: { ...status, source: { ...status.source, kind: 'plant', clockOffsetMs: -12_000 } } }
  })
  await page.goto(engine.url)
  await expect(page.locator('.clock-offset')).toHaveText('Plant’s clock is 12 s behind')
})

test('what could not be read and what happened is listed and can be dismissed', async ({ page, engine }) => {
  change(engine, (at) => {
    const { engine: status } = snapshotAt(at)
    const lastUnreadable = { at, reason: 'no time', excerpt: '{"values":' }
    const notices = [{ at, message: 'A damaged file was put aside.' }]
    return {
      engine: { ...status, ingest: { ...status.ingest, unreadable: 3, missedMessages: 2, lastUnreadable }, notices },
    }
  })
  await page.goto(engine.url)
  await page.getByRole('button', { name: '3 unreadable · 2 missed · 1 notice' }).click()
  const list = page.getByRole('region', { name: 'Notices' })
  await expect(list).toContainText('no time')
  await expect(list).toContainText('A damaged file was put aside.')
  expect(await findAxeViolations(page)).toEqual([])
  await list.getByRole('button', { name: 'Dismiss' }).click()
  await expect(list).not.toContainText('A damaged file')
})
