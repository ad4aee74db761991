import type { Page } from 'playwright/test'
import { alarmAt } from '../../fixtures/page/alarms.ts'
import { expect, test } from '../../fixtures/page/page-test.ts'
import { showAlarms } from '../../fixtures/page/show-alarms.ts'

/** An AudioContext that writes down what it plays, in Hz. Where it `waits` it plays after the first click or key. */
async function recordTones(page: Page, waits = false): Promise<() => Promise<number[]>> {
  await page.addInitScript((suspended) => {
    const tones: number[] = []
    let touched = !suspended
    for (const gesture of ['pointerdown', 'keydown'])
      window.addEventListener(
        gesture,
        () => {
          touched = true
        },
        true,
      )
    class Recorder {
      state = suspended ? 'suspended' : 'running'
      currentTime = 0
      destination = {}
      onstatechange: (() => void) | null = null
      resume() {
        if (!touched) return new Promise(() => {})
        this.state = 'running'
        this.onstatechange?.()
        return Promise.resolve()
      }
      createOscillator() {
        const frequency = { value: 0 }
        return { frequency, connect: (next: unknown) => next, start: () => tones.push(frequency.value), stop() {} }
      }
      createGain() {
        return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect: (next: unknown) => next }
      }
    }
    Object.assign(window, { tones, AudioContext: Recorder })
  }, waits)
  return () => page.evaluate(() => (window as unknown as { tones: number[] }).tones)
}

const banner = (page: Page) => page.getByRole('region', { name: 'Most urgent alarm' })
const HIGH = [880, 880, 880]

test('a new alarm sounds by its priority and again until it is silenced; one that is raised after that sounds', async ({
  page,
  engine,
}) => {
  await page.clock.install()
  const tones = await recordTones(page)
  const shown = showAlarms(engine, [alarmAt(engine.now(), { id: 'demandOverTarget', priority: 'high' })])
  await page.goto(engine.url)
  await expect(banner(page)).toBeVisible()
  await expect.poll(tones).toEqual(HIGH)
  await page.clock.runFor(10_500)
  await expect.poll(tones).toEqual([...HIGH, ...HIGH])
  await page.keyboard.press('q')
  await expect(banner(page)).toContainText('Silenced')
  await page.clock.runFor(120_000)
  expect(await tones()).toHaveLength(6)
  shown.setAlarms([...shown.current(), alarmAt(engine.now(), { id: 'silentMeter:hvac' })])
  await expect(banner(page)).toContainText('and 1 more')
  await page.clock.runFor(3_500)
  await expect.poll(tones).toEqual([...HIGH, ...HIGH, 660, 660])
  await page.keyboard.press('!')
  await expect(banner(page)).toContainText('silentMeter:hvac')
  await page.keyboard.press('!')
  await expect(banner(page)).toHaveCount(0)
  await page.clock.runFor(120_000)
  expect(await tones()).toHaveLength(8)
})

test('a browser that waits for a click is shown as silent, and sounds after it', async ({ page, engine }) => {
  const tones = await recordTones(page, true)
  showAlarms(engine, [alarmAt(engine.now(), { id: 'demandOverTarget', priority: 'high' })])
  await page.goto(engine.url)
  await expect(banner(page)).toContainText('Silent until a click or key')
  expect(await tones()).toEqual([])
  await page.locator('.brand').click()
  await expect.poll(tones).toEqual(HIGH)
  await expect(banner(page).getByRole('button', { name: /^Silence/ })).toBeVisible()
})

test('mute is kept in this browser, and the banner shows that it is on', async ({ page, engine }) => {
  const tones = await recordTones(page)
  await page.goto(`${engine.url}/alarms?show=settings`)
  await page.getByRole('button', { name: 'Try the tone' }).click()
  await expect.poll(tones).toEqual([660, 660])
  await page.getByRole('button', { name: 'Mute sound' }).click()
  await page.reload()
  await expect(page.getByRole('button', { name: 'Sound is muted' })).toHaveAttribute('aria-pressed', 'true')
  showAlarms(engine, [alarmAt(engine.now(), { id: 'demandOverTarget', priority: 'high' })])
  await expect(banner(page)).toContainText('Sound is muted')
  expect(await tones()).toEqual([])
  await page.getByRole('button', { name: 'Sound is muted' }).click()
  await expect.poll(tones).toEqual(HIGH)
})

test('the browser’s permission to notify is requested by a button alone, and notifies while the page is hidden', async ({
  page,
  engine,
}) => {
  await page.addInitScript(() => {
    const notified: string[] = []
    const asked: string[] = []
    class Notifier {
      static permission = 'default'
      static requestPermission() {
        asked.push('asked')
        Notifier.permission = 'granted'
        return Promise.resolve('granted')
      }
      onclick: (() => void) | null = null
      constructor(title: string, { body }: { body: string }) {
        notified.push(`${title}: ${body}`)
        Object.assign(window, { last: this })
      }
      close() {}
    }
    Object.assign(window, { notified, asked, Notification: Notifier })
  })
  const of = (name: string) => page.evaluate((key) => (window as unknown as Record<string, string[]>)[key], name)
  const first = alarmAt(engine.now(), { id: 'demandOverTarget', priority: 'high', message: 'It will be too much.' })
  const shown = showAlarms(engine, [first])
  await page.goto(`${engine.url}/alarms?show=settings`)
  await expect(banner(page)).toBeVisible()
  expect(await of('asked')).toEqual([])
  await page.getByRole('button', { name: 'Notify me in this browser' }).click()
  await expect(page.getByRole('button', { name: 'Don’t notify' })).toBeVisible()
  expect(await of('asked')).toEqual(['asked'])

  const another = alarmAt(engine.now(), { id: 'silentMeter:hvac', message: 'HVAC is silent.' })
  shown.setAlarms([...shown.current(), another])
  await expect(banner(page)).toContainText('and 1 more')
  expect(await of('notified')).toEqual([])
  await page.evaluate(() => Object.assign(document, { hasFocus: () => false }))
  const third = alarmAt(engine.now(), { id: 'silentMeter:furnace', priority: 'high', message: 'Furnace is silent.' })
  const fourth = alarmAt(engine.now() - 1, { id: 'diskFull', priority: 'low' })
  shown.setAlarms([...shown.current(), third, fourth])
  await expect.poll(() => of('notified')).toEqual(['High alarm: Furnace is silent. And 1 more.'])
  await page.keyboard.press('1')
  await page.evaluate(() => (window as unknown as { last: { onclick: () => void } }).last.onclick())
  await expect(page.locator('.alarm-row[data-alarm="silentMeter:furnace"]')).toBeFocused()
})
