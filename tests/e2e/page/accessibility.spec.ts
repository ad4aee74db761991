import { axeFindings, expect, test } from './page-test.ts'

const VIEWS = [
  { path: '/', ready: '.gauge li' },
  { path: '/history?tag=load&range=24h&ahead=4', ready: '.history-panel .recharts-surface' },
  { path: '/history?tag=load&range=24h&table=1', ready: '.figures tbody tr' },
  { path: '/settings', ready: '.ranges tbody tr' },
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
        await page.setViewportSize(size)
        await page.emulateMedia({ colorScheme })
        await page.goto(engine.url + path)
        await expect(page.locator(ready).first()).toBeVisible()
        expect(await axeFindings(page)).toEqual([])
        const sideways = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        )
        expect(sideways).toBe(0)
      })
    }
  }
}

test('every control of the live view is reached by Tab, with a ring that can be seen', async ({ page, engine }) => {
  await page.goto(engine.url)
  await expect(page.locator('.gauge li')).toHaveCount(5)
  const controls = await page.locator('a:visible, button:enabled:visible').count()
  const reached = new Set<string>()
  for (let press = 0; press < controls; press += 1) {
    await page.keyboard.press('Tab')
    const { name, ring } = await page.evaluate(() => {
      const focused = document.activeElement
      const style = focused === null ? null : getComputedStyle(focused)
      return { name: focused?.textContent ?? '', ring: style?.outlineStyle ?? 'none' }
    })
    expect(ring).toBe('solid')
    reached.add(name)
  }
  expect(reached.size).toBe(controls)
})
