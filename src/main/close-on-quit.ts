import { app } from 'electron'
import type { Engine } from '../engine/engine.ts'

const CLOSE_MS = 5_000

/** Has the engine keep what it received before the app ends, however it is ended, within a few seconds. */
export function closeEngineOnQuit(engine: Promise<Engine>): void {
  let state: 'running' | 'closing' | 'closed' = 'running'
  app.on('before-quit', (event) => {
    if (state === 'closed') return
    event.preventDefault()
    if (state === 'closing') return
    state = 'closing'
    void limitTime(close(engine)).then(() => {
      state = 'closed'
      app.quit()
    })
  })
  app.on('window-all-closed', () => app.quit())
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())
}

async function close(engine: Promise<Engine>): Promise<void> {
  const started = await engine.catch(() => null)
  await started?.close()
}

/** Waits for the end, or logs why it is not clean: a store that hangs must not keep the app open. */
async function limitTime(closing: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<void>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`It took longer than ${CLOSE_MS} ms`)), CLOSE_MS)
  })
  await Promise.race([closing, tooLong]).catch((error: unknown) => {
    console.error('EcoPulse did not end cleanly:', error)
  })
  clearTimeout(timer)
}
