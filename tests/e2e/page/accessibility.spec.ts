import { expect, findAxeViolations, test } from '../../fixtures/page/page-test.ts'
import { showAlarms } from '../../fixtures/page/show-alarms.ts'

const VIEWS = [
  { path: '/', ready: '.gauge li' },
  { path: '/demand', ready: '.intervals-panel .recharts-surface' },
  { path: '/loads', ready: '.samples tbody tr' },
  { path: '/history?tag=load&range=24h&ahead=4', ready: '.history-panel .recharts-surface' },
  { path: '/history?tag=load&range=24h&table=1', ready: '.figures tbody tr' },
  { path: '/model', ready: '.curve-panel .recharts-surface' },
  { path: '/model?horizon=nextDay&score=month&span=7d', ready: '.curve-panel .recharts-surface' },
  { path: '/tariff', ready: '.week-block' },
  { path: '/settings', ready: '.ranges tbody tr' },
  { path: '/alarms', ready: '.alarm-row' },
  { path: '/alarms?show=trail', ready: '.trail tbody tr' },
  { path: '/alarms?show=figures', ready: '.alarm-figures tbody tr' },
  { path: '/alarms?show=settings', ready: '.alarm-rules tbody tr' },
]
const SIZES = [
  { width: 1280, height: 800 },
  { width: 390, height: 844 },
]

for (const { path, ready } of VIEWS) {
  for (const size of SIZES) {
    for (const colorScheme of ['dark', 'light'] as const) {
      test(`axe finds nothing at ${path} on ${size.width} px in ${colorScheme}, and nothing scrolls sideways`, async ({
        page,
        engine,
      }) => {
        if (path.startsWith('/alarms')) showAlarms(engine)
        await page.setViewportSize(size)
        await page.emulateMedia({ colorScheme })
        await page.goto(engine.url + path)
        await expect(page.locator(ready).first()).toBeVisible()
        expect(await findAxeViolations(page)).toEqual([])
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(sideways).toBe(0)
      })
    }
  }
}

const CONTROLS = 'a:visible, button:enabled:visible, select:visible, summary:visible, [role=slider]:visible'
for (const { path, ready } of VIEWS.filter((view) => ['/', '/demand', '/model'].includes(view.path))) {
  test(`every control at ${path} is reached by Tab, with a ring that can be seen`, async ({ page, engine }) => {
    await page.goto(engine.url + path)
    await expect(page.locator(ready).first()).toBeVisible()
    await page.waitForLoadState('networkidle')
    const controls = page.locator(CONTROLS)
    const count = await controls.count()
    for (let press = 0; press < count; press += 1) {
      await page.keyboard.press('Tab')
      const ring = await page.evaluate(() => {
        document.activeElement?.setAttribute('data-reached', '')
        return document.activeElement === null ? 'none' : getComputedStyle(document.activeElement).outlineStyle
      })
      expect(ring).toBe('solid')
    }
    await expect(page.locator('[data-reached]')).toHaveCount(count)
    await expect(controls.and(page.locator(':not([data-reached])'))).toHaveCount(0)
  })
}
