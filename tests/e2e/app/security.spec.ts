import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect } from 'playwright/test'
import { readNewestAt } from '../../fixtures/app/engine-calls.ts'
import { root, test } from '../../fixtures/app/running-app.ts'

// Electron's own checklist (https://www.electronjs.org/docs/latest/tutorial/security), point by point.

test.beforeEach(async ({ running: { page } }) => {
  await page.waitForLoadState('load')
})

/** What a window was made with. Electron doesn't document the method, and its own tests use it. */
interface WithPreferences {
  getLastWebPreferences(): Record<string, unknown>
}

test('the page is sandboxed, isolated, and without Node', async ({ running: { app, page } }) => {
  const preferences = await app.evaluate(({ webContents }) => {
    const contents: unknown = webContents.getAllWebContents()[0]
    return (contents as WithPreferences).getLastWebPreferences()
  })
  expect(preferences).toMatchObject({
    sandbox: true,
    contextIsolation: true,
    nodeIntegration: false,
    webSecurity: true,
  })
  expect(preferences.allowRunningInsecureContent ?? false).toBe(false)
  expect(preferences.experimentalFeatures ?? false).toBe(false)
  expect(preferences.webviewTag ?? false).toBe(false)
  const found = await page.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global', 'electron', 'ipcRenderer'].filter((name) => name in window),
  )
  expect(found).toEqual([])
})

test('the preload exposes the contract and nothing else', async ({ running: { page } }) => {
  expect(await page.evaluate(() => Object.keys(window.ecopulse ?? {}).sort())).toEqual(['call', 'subscribe'])
  const added = await page.evaluate(() => {
    const frame = document.createElement('iframe')
    document.body.append(frame)
    const usual = new Set(Object.getOwnPropertyNames(frame.contentWindow ?? {}))
    frame.remove()
    return Object.getOwnPropertyNames(window).filter((name) => !usual.has(name) && !/^\d+$/.test(name))
  })
  expect(added.filter((name) => !name.startsWith('__playwright') && !name.startsWith('__pw'))).toEqual(['ecopulse'])
})

test('the page is loaded from its own scheme, under a strict policy', async ({ running: { page } }) => {
  expect(page.url()).toBe('ecopulse://app/')
  const policy = await page.evaluate(async () => (await fetch('/')).headers.get('content-security-policy'))
  expect(policy).toContain("default-src 'none'")
  expect(policy).toContain("script-src 'self';")
})

test('the policy blocks a script in the page, code from text, and a connection to elsewhere', async ({
  running: { page },
}) => {
  const ran = await page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.injected = true'
    document.body.append(script)
    return 'injected' in window
  })
  expect(ran).toBe(false)
  const connected = await page.evaluate(() =>
    fetch('https://example.com/').then(
      () => 'connected',
      () => 'refused',
    ),
  )
  expect(connected).toBe('refused')
  const blocked = page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective), {
          once: true,
        })
        const image = document.createElement('img')
        image.src = 'https://example.com/pixel.png'
        document.body.append(image)
      }),
  )
  expect(await blocked).toBe('img-src')
})

test('the scheme serves nothing outside the page’s folder', async ({ running: { page } }) => {
  const statuses = await page.evaluate(async () => {
    const paths = ['/..%2f..%2fpackage.json', '/%2e%2e%2fmain%2fmain.js', '/..%5c..%5cpackage.json', '/missing.js']
    return Promise.all(paths.map(async (path) => (await fetch(path)).status))
  })
  expect(statuses).toEqual([403, 403, 403, 404])
})

test('the page can’t read files, and can’t be led away', async ({ running: { app, page }, data }) => {
  const secret = join(data, 'secret.html')
  writeFileSync(secret, 'secret')
  const file = pathToFileURL(secret).href
  const read = await page.evaluate(
    (url) =>
      fetch(url).then(
        (response) => response.text(),
        () => 'refused',
      ),
    file,
  )
  expect(read).toBe('refused')
  for (const address of [file, 'https://example.com/', 'data:text/html,led', 'ecopulse://elsewhere/']) {
    await page.evaluate((url) => {
      location.href = url
    }, address)
    // What was refused leaves no trace to wait for: the page answering again is the proof that it stayed.
    expect(await readNewestAt(page, 'nothing')).toBeNull()
    expect(page.url()).toBe('ecopulse://app/')
  }
  expect(app.windows()).toHaveLength(1)
})

test('no window is opened, whoever requests it', async ({ running: { app, page } }) => {
  const opened = await page.evaluate(() =>
    ['https://example.com/', 'ecopulse://app/', 'about:blank', 'file:///etc/passwd'].map((url) => window.open(url)),
  )
  expect(opened).toEqual([null, null, null, null])
  expect(app.windows()).toHaveLength(1)
})

test('no permission is granted', async ({ running: { page } }) => {
  expect(await page.evaluate(() => Notification.requestPermission())).toBe('denied')
  const states = await page.evaluate(async () => {
    const names = ['geolocation', 'camera', 'microphone', 'clipboard-read'] as PermissionName[]
    return Promise.all(names.map(async (name) => (await navigator.permissions.query({ name })).state))
  })
  expect(states).toEqual(['denied', 'denied', 'denied', 'denied'])
  const media = await page.evaluate(() =>
    navigator.mediaDevices.getUserMedia({ audio: true }).then(
      () => 'granted',
      (error: Error) => error.name,
    ),
  )
  expect(media).not.toBe('granted')
})

test('a webview is not attached', async ({ running: { app, page } }) => {
  await page.evaluate(() => {
    const view = document.createElement('webview')
    view.setAttribute('src', 'https://example.com/')
    document.body.append(view)
  })
  expect(await app.evaluate(({ webContents }) => webContents.getAllWebContents().length)).toBe(1)
})

test('a message of a foreign page is refused', async ({ running: { app } }) => {
  const preload = join(root, 'out/preload/preload.cjs')
  const answer = await app.evaluate(async ({ BrowserWindow, session }, path) => {
    // A window with our preload and somebody else's page: what a flaw elsewhere would make of it.
    const foreign = new BrowserWindow({
      show: false,
      webPreferences: { preload: path, session: session.fromPartition('foreign'), sandbox: true },
    })
    await foreign.loadURL('data:text/html,foreign')
    const result: unknown = await foreign.webContents.executeJavaScript(
      "ecopulse.call('settings', {}).then(() => 'answered', (error) => error.message)",
    )
    foreign.destroy()
    return result
  }, preload)
  expect(answer).toMatch(/A message from data:text\/html,foreign was refused/)
})

test('what is not in the contract is not answered', async ({ running: { page } }) => {
  const outcome = await page.evaluate(() => window.ecopulse?.call('constructor' as never, {} as never))
  expect(outcome).toMatchObject({ ok: false, error: { code: 'not-found' } })
})
