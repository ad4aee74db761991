import { createHash } from 'node:crypto'
import { mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { reasonOf } from './engine-error.ts'

/**
 * Makes the data folder and claims it for this process alone: the store has one writer. The claim is a local socket,
 * so that it ends with the process however that ends. The answer gives it back.
 * @throws Error with one clear line where the folder can't be made or written, or another EcoPulse uses it
 */
export async function claimDataFolder(dataDir: string): Promise<() => Promise<void>> {
  makeWritable(dataDir)
  const path = socketPath(realpathSync(dataDir))
  const taken = new Error(
    `Another EcoPulse uses the data folder ${dataDir}: end it, or choose another folder with --data.`,
  )
  let server = await listen(path)
  if (server === null) {
    if (await answers(path)) throw taken
    // Left behind by a process that was killed.
    rmSync(path, { force: true })
    server = await listen(path)
  }
  if (server === null) throw taken
  const claim = server
  return () => new Promise((resolve) => claim.close(() => resolve()))
}

function makeWritable(dataDir: string): void {
  try {
    mkdirSync(dataDir, { recursive: true })
    const probe = join(dataDir, '.writable')
    writeFileSync(probe, '')
    rmSync(probe)
  } catch (error) {
    throw new Error(`The data folder ${dataDir} can't be written (${reasonOf(error)}): choose another with --data.`)
  }
}

/** Short, because a socket's path may have about 100 characters; the same for every name of the folder. */
function socketPath(realPath: string): string {
  const name = `ecopulse-${createHash('sha256').update(realPath).digest('hex').slice(0, 16)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

/** A server at the path that keeps no process alive; null where the path is in use. */
function listen(path: string): Promise<Server | null> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => socket.destroy())
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(null) : reject(error),
    )
    server.listen(path, () => resolve(server.unref()))
  })
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
