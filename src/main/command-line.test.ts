import { describe, expect, it } from 'vitest'
import { readCommandLine } from './command-line.ts'

describe('the command line of the app', () => {
  it('accepts data, source and speed, in either notation', () => {
    expect(readCommandLine(['--data', '/d', '--source=replay:a.csv', '--speed', '60'])).toMatchObject({
      data: '/d',
      source: 'replay:a.csv',
      speed: 60,
    })
  })

  it('leaves what is meant for Chromium to Chromium', () => {
    const options = readCommandLine(['--no-sandbox', '--remote-debugging-port=0', '/app', '--', '--data', '/d'])
    expect(options).toMatchObject({ data: '/d', source: undefined })
  })

  it('reads a speed that is not a number as NaN, for the source to refuse', () => {
    expect(readCommandLine(['--speed', 'fast']).speed).toBeNaN()
  })
})
