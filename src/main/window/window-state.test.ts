import { describe, expect, it } from 'vitest'
import { restoreWindowState } from './window-state.ts'

const screen = { x: 0, y: 25, width: 1920, height: 1055 }
const second = { x: 1920, y: 0, width: 1280, height: 1024 }
const left = { x: 100, y: 100, width: 1200, height: 800 }

describe('the remembered window', () => {
  it('opens where it was left', () => {
    const state = { bounds: left, maximized: true, fullScreen: false }
    expect(restoreWindowState(state, [screen])).toEqual(state)
  })

  it.each([null, 'broken', 7, {}, { bounds: { x: 1 } }, { bounds: { ...left, width: 'wide' } }])(
    'opens like the first time where its state is %j',
    (saved) => {
      expect(restoreWindowState(saved, [screen])).toEqual({ bounds: null, maximized: false, fullScreen: false })
    },
  )

  it('leaves a screen that is gone, and stays on one that is there', () => {
    const onSecond = { bounds: { ...left, x: 2000 } }
    expect(restoreWindowState(onSecond, [screen]).bounds).toBeNull()
    expect(restoreWindowState(onSecond, [screen, second]).bounds).toMatchObject({ x: 2000 })
  })

  it('does not open where its title bar can’t be reached', () => {
    expect(restoreWindowState({ bounds: { ...left, y: -300 } }, [screen]).bounds).toBeNull()
    expect(restoreWindowState({ bounds: { ...left, x: 1880 } }, [screen]).bounds).toBeNull()
  })

  it('fits into a screen that has become smaller, and is never too small to read', () => {
    expect(restoreWindowState({ bounds: { ...left, width: 5000, height: 9000 } }, [screen]).bounds).toEqual({
      ...left,
      width: screen.width,
      height: screen.height,
    })
    expect(restoreWindowState({ bounds: { ...left, width: 130, height: 10 } }, [screen]).bounds).toEqual({
      ...left,
      width: 390,
      height: 480,
    })
  })
})
