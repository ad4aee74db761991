import { Worker } from 'node:worker_threads'
import { afterEach, describe, expect, test } from 'vitest'
import { ThreadCalls, type ThreadCallsOptions, type ThreadEnd } from './call-thread.ts'

interface Methods {
  add(a: number, b: number): number
  later(ms: number): Promise<number>
  fail(code: string | null): never
  unclonable(): unknown
  emit(event: string): void
  size(bytes: Uint8Array): number
  throwOutside(): void
  exit(code: number): void
  spin(): void
  close(): string
}

/** Answers `start`, and then serves `Methods` until it is closed. */
const THREAD = `
const { parentPort, workerData } = require('node:worker_threads')
const { server: serverUrl, errors, start } = workerData
Promise.all([import(serverUrl), import(errors)]).then(async ([{ createThreadServer }, { EngineError }]) => {
  const server = createThreadServer(parentPort)
  const fail = (code) => {
    throw code === null ? new RangeError('a bug') : new EngineError(code, 'Enter another.', 'file')
  }
  const started = await server.answerStart(() => (start === 'refused' ? fail('invalid') : start))
  if (started === null) return
  server.serve({
    add: (a, b) => a + b,
    later: (ms) => new Promise((resolve) => setTimeout(resolve, ms, ms)),
    fail,
    unclonable: () => () => {},
    emit: (event) => server.emit(event),
    size: (bytes) => bytes.byteLength,
    throwOutside: () => { setImmediate(() => { throw new Error('out of luck') }) },
    exit: (code) => process.exit(code),
    spin: () => { for (;;); },
    close: () => 'closed',
  }, 'close')
})`

const workers: Worker[] = []
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.terminate()
})

const describeEnd = (end: ThreadEnd) => (end.kind === 'error' ? `It died: ${end.reason}` : `It ended with ${end.code}`)

function start(begin = 'ready', options: Partial<ThreadCallsOptions<string>> = {}) {
  const here = (file: string) => new URL(file, import.meta.url).href
  const workerData = { start: begin, server: here('./serve-thread.ts'), errors: here('../engine-error.ts') }
  const worker = new Worker(THREAD, { eval: true, workerData })
  workers.push(worker)
  return { worker, calls: new ThreadCalls<Methods, string, string>(worker, { describeEnd, ...options }) }
}

describe('a thread', () => {
  test('answers for its start, and each call, in whatever order they are done', async () => {
    const { calls } = start()
    const answered: unknown[] = []
    const made = [calls.call('later', 30), calls.call('add', 1, 2)].map((call) =>
      call.then((value) => answered.push(value)),
    )
    expect(calls.waiting).toBe(2)
    expect(await calls.started).toBe('ready')
    await Promise.all(made)
    expect(answered).toEqual([3, 30])
    expect(calls.waiting).toBe(0)
  })

  test('gives a copy of what it is handed, which stays usable here', async () => {
    const { calls } = start()
    const bytes = new Uint8Array(1_000)
    expect(await calls.call('size', bytes)).toBe(1_000)
    expect(bytes.byteLength).toBe(1_000)
  })

  test('fails a call with the error that it was: code and field of one for people, the message of a bug', async () => {
    const { calls } = start()
    await expect(calls.call('fail', 'not-found')).rejects.toMatchObject({
      name: 'EngineError',
      code: 'not-found',
      field: 'file',
      message: 'Enter another.',
    })
    await expect(calls.call('fail', null)).rejects.toMatchObject({ name: 'Error', message: 'a bug' })
    expect(await calls.call('add', 2, 2)).toBe(4)
  })

  test('fails a call whose arguments or answer can not be cloned, and that call alone', async () => {
    const { calls } = start()
    await expect(calls.call('emit', (() => {}) as never)).rejects.toThrow('could not be cloned')
    await expect(calls.call('unclonable')).rejects.toThrow('could not be cloned')
    expect(calls.waiting).toBe(0)
    expect(await calls.call('add', 2, 2)).toBe(4)
  })

  test('delivers events before the answer of the call that they belong to', async () => {
    const events: string[] = []
    const { calls } = start('ready', { onEvent: (event) => events.push(event) })
    await Promise.all([calls.call('emit', 'first'), calls.call('emit', 'second')])
    expect(events).toEqual(['first', 'second'])
  })

  test('that can not start answers why with an error with its code, and refuses every call for that', async () => {
    let unexpected = 0
    const { worker, calls } = start('refused', { onUnexpectedEnd: () => unexpected++ })
    const ended = new Promise((resolve) => worker.once('exit', resolve))
    await expect(calls.started).rejects.toMatchObject({ code: 'invalid', message: 'Enter another.', field: 'file' })
    expect(await ended).toBe(0)
    await expect(calls.call('add', 1, 1)).rejects.toThrow('Enter another.')
    expect(unexpected).toBe(0)
  })
})

describe('the end of a thread', () => {
  test.each([
    ['throwOutside', 'It died: out of luck'],
    ['exit', 'It ended with 7'],
  ] as const)('by %s fails the calls that wait and later ones, and is reported once', async (method, sentence) => {
    const ends: string[] = []
    const { worker, calls } = start('ready', { onUnexpectedEnd: (error) => ends.push(error.message) })
    await calls.started
    const exited = new Promise((resolve) => worker.once('exit', resolve))
    const waiting = [calls.call('later', 60_000), calls.call('later', 60_000)]
    const killing = method === 'exit' ? calls.call('exit', 7) : calls.call('throwOutside')
    killing.catch(() => {})
    const settled = await Promise.allSettled(waiting)
    expect(settled.map((call) => call.status === 'rejected' && call.reason.message)).toEqual([sentence, sentence])
    await Promise.allSettled([killing, exited])
    expect(calls.isOver).toBe(true)
    await expect(calls.call('add', 1, 1)).rejects.toThrow(sentence)
    expect(ends).toEqual([sentence])
  })

  test('before it has started fails the start and every call', async () => {
    let unexpected = 0
    const worker = new Worker('process.exit(4)', { eval: true })
    const options = { describeEnd, onUnexpectedEnd: () => unexpected++ }
    const calls = new ThreadCalls<Methods, string>(worker, options)
    const call = calls.call('add', 1, 1)
    await Promise.all([
      expect(calls.started).rejects.toThrow('It ended with 4'),
      expect(call).rejects.toThrow('It ended with 4'),
    ])
    expect(unexpected).toBe(0)
  })

  test('after the last call is no surprise: earlier calls are answered, later ones are refused', async () => {
    let unexpected = 0
    const { worker, calls } = start('ready', { onUnexpectedEnd: () => unexpected++ })
    const exited = new Promise((resolve) => worker.once('exit', resolve))
    const before = calls.call('add', 1, 2)
    const last = calls.callLast('It is closed', 'close')
    await expect(calls.call('add', 1, 1)).rejects.toThrow('It is closed')
    expect([await before, await last, await exited]).toEqual([3, 'closed', 0])
    expect(unexpected).toBe(0)
  })

  test('that is requested does not wait for the thread’s work, and refuses the calls that wait for the given reason', async () => {
    const { calls } = start()
    await calls.started
    const spinning = calls.call('spin')
    await Promise.all([expect(spinning).rejects.toThrow('It was closed'), calls.terminate('It was closed')])
    expect(calls.isOver).toBe(true)
  })

  test('that is requested without a reason fails the calls that wait like an unexpected end', async () => {
    const { calls } = start()
    await calls.started
    const spinning = calls.call('spin')
    await Promise.all([expect(spinning).rejects.toThrow('It ended with 1'), calls.terminate()])
  })
})
