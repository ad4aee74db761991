import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, join } from 'node:path'
import { runTool } from './child.mjs'
import { at } from './project.mjs'

// The shell opens pages without a window around each, in half the time.
const NAMES = [
  'chromium-headless-shell',
  'chromium',
  'chromium-browser',
  'google-chrome',
  'google-chrome-stable',
  'chrome',
]
const INSTALL_MS = 5 * 60_000

/** A Chromium to test the page in: its path, or null where Playwright's own is there; else the reason why there is none. */
export async function findBrowser() {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) return existsSync(chosen) ? { path: chosen } : { reason: `CHROMIUM_PATH (${chosen}) is not there` }
  const installed = onPath()
  if (installed !== null) return { path: installed }
  if (playwrightHasOne()) return { path: null }
  console.log('Downloading Chromium for Playwright …')
  const { code, output } = await runTool('playwright/cli.js', ['install', 'chromium'], { timeoutMs: INSTALL_MS })
  if (code === 0 && playwrightHasOne()) return { path: null }
  const why = output.split('\n').find((line) => /E[A-Z]{4,}|Error:/.test(line)) ?? 'no reason given'
  return { reason: `no Chromium was found, and none could be downloaded (${why.trim().slice(0, 160)})` }
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(delimiter)
  const candidates = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)))
  // A wrapper that only offers to install a snap is known by its exit code.
  return candidates.find((path) => existsSync(path) && spawnSync(path, ['--version']).status === 0) ?? null
}

function playwrightHasOne() {
  const { chromium } = createRequire(at('package.json'))('playwright')
  return existsSync(chromium.executablePath())
}
