import { spawn } from 'node:child_process'
import { delimiter, join } from 'node:path'
import { at, projectNode, root } from './project.mjs'

/** The environment of what the project runs: its own Node first, and nothing that makes Electron a plain Node. */
export function projectEnv(extra = {}) {
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env
  const path = Object.keys(env).find((key) => key.toUpperCase() === 'PATH') ?? 'PATH'
  return { ...env, [path]: `${join(root, 'node_modules', '.bin')}${delimiter}${env[path] ?? ''}`, ...extra }
}

/** Shows text on this terminal. */
export const onTerminal = (text) => void process.stdout.write(text)

/**
 * Runs a command to its end, keeps its output, and hands it to `show` as it comes. Never throws: a command that can't be
 * started answers code 127 and its error as output.
 */
export function run(command, args, { show = null, env = projectEnv(), cwd = root, shell = false, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, shell, stdio: ['ignore', 'pipe', 'pipe'] })
    const timer = timeoutMs === undefined ? null : setTimeout(() => child.kill('SIGKILL'), timeoutMs)
    let output = ''
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8')
      stream.on('data', (text) => {
        output += text
        show?.(text)
      })
    }
    child.on('error', (error) => {
      if (timer !== null) clearTimeout(timer)
      resolve({ code: 127, output: `${output}${error.message}\n` })
    })
    child.on('close', (code, signal) => {
      if (timer !== null) clearTimeout(timer)
      resolve({ code: code ?? 1, output: signal === null ? output : `${output}ended by ${signal}\n` })
    })
  })
}

/** Runs one of the project's tools (a path in node_modules) with the project's Node. */
export const runTool = (tool, args, options) =>
  run(projectNode(), [at('node_modules', ...tool.split('/')), ...args], options)

/**
 * Hands this terminal to a command until it ends: Ctrl-C reaches it by itself, other signals are passed on. Answers how
 * it ended. `stderr` gets what it writes there, where that isn't simply to be shown.
 */
export function handOver(command, args, { env = projectEnv(), onStderr } = {}) {
  return new Promise((resolve) => {
    const stdio = ['inherit', 'inherit', onStderr === undefined ? 'inherit' : 'pipe']
    const child = spawn(command, args, { cwd: process.cwd(), env, stdio })
    const passOn = (signal) => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal)
    }
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP']
    for (const signal of signals) process.on(signal, passOn)
    const end = (result) => {
      for (const signal of signals) process.off(signal, passOn)
      resolve(result)
    }
    child.stderr?.setEncoding('utf8').on('data', onStderr)
    child.on('error', (error) => end({ code: 127, signal: null, error }))
    child.on('close', (code, signal) => end({ code, signal, error: null }))
  })
}

const SIGNAL_NUMBERS = { SIGHUP: 1, SIGINT: 2, SIGKILL: 9, SIGTERM: 15 }

/** The exit code by which a shell would name how a command ended. */
export const exitCode = ({ code, signal }) => code ?? 128 + (SIGNAL_NUMBERS[signal] ?? 0)
