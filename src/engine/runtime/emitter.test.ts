import { expect, test } from 'vitest'
import { createEmitter } from './emitter.ts'

test('listeners are called in the order in which they subscribed, with what happens from then on', () => {
  const emitter = createEmitter<number>()
  const calls: string[] = []
  emitter.emit(1)
  emitter.subscribe((value) => calls.push(`first ${value}`))
  emitter.emit(2)
  emitter.subscribe((value) => calls.push(`second ${value}`))
  emitter.emit(3)
  expect(calls).toEqual(['first 2', 'first 3', 'second 3'])
})

test('what a listener throws reaches whoever emits', () => {
  const emitter = createEmitter<void>()
  emitter.subscribe(() => {
    throw new Error('no room')
  })
  expect(() => emitter.emit()).toThrow('no room')
})
