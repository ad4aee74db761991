import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SECOND } from '../time/time.ts'
import {
  ACTIVE,
  type AlarmCondition,
  type AlarmLimits,
  CLEAR,
  evaluateCondition,
  findViolatedLimit,
  isActive,
} from './alarm-condition.ts'

const limits: AlarmLimits = { low: null, high: 100, deadband: 2, onDelaySeconds: 10, offDelaySeconds: 20 }

/** Values a second apart; whether the condition holds after each. */
function follow(values: readonly (number | null)[], rule: AlarmLimits, first: AlarmCondition = CLEAR): boolean[] {
  let condition = first
  return values.map((value, second) => {
    condition = evaluateCondition(condition, value, rule, second * SECOND)
    return isActive(condition)
  })
}
const times = (count: number, value: number | null) => Array.from({ length: count }, () => value)

describe('the condition of an alarm', () => {
  test('holds once the value was beyond the limit for the whole on-delay', () => {
    expect(follow(times(11, 101), limits)).toEqual([...times(10, 0).map(() => false), true])
    expect(follow([...times(9, 101), 100, ...times(9, 101)], limits)).not.toContain(true)
  })

  test('ends once the value was within the limit by the deadband for the whole off-delay', () => {
    expect(follow(times(21, 98), limits, ACTIVE).at(-1)).toBe(false)
    expect(follow(times(20, 98), limits, ACTIVE)).not.toContain(false)
    expect(follow(times(60, 98.1), limits, ACTIVE)).not.toContain(false)
  })

  test('has no delay where none is set', () => {
    const at = { ...limits, onDelaySeconds: 0, offDelaySeconds: 0 }
    expect(follow([101, 98, 100, 101], at)).toEqual([true, false, false, true])
  })

  test('can have a limit below as well as one above', () => {
    const band = { ...limits, low: 20, onDelaySeconds: 0, offDelaySeconds: 0 }
    expect(follow([19, 21, 22, 101], band)).toEqual([true, true, false, true])
    expect(findViolatedLimit(19, band)).toBe(20)
    expect(findViolatedLimit(101, band)).toBe(100)
    expect(findViolatedLimit(20, band)).toBeNull()
  })

  test('neither rises nor falls over a gap', () => {
    expect(follow([...times(9, 101), null, ...times(9, 101)], limits)).not.toContain(true)
    expect(follow([...times(19, 50), null, ...times(19, 50)], limits, ACTIVE)).not.toContain(false)
    expect(follow(times(1_000, Number.NaN), limits, ACTIVE)).not.toContain(false)
  })

  test('a value between two limits finds its way back, however large the deadband', () => {
    const wide = { ...limits, low: 90, high: 100, deadband: 50, offDelaySeconds: 0 }
    expect(follow([95], wide, ACTIVE)).toEqual([false])
  })

  test('a clock that is set back begins the delay anew instead of never ending it', () => {
    const rising = evaluateCondition(CLEAR, 101, limits, 1_000 * SECOND)
    const after = evaluateCondition(rising, 101, limits, 0)
    expect(isActive(evaluateCondition(after, 101, limits, 10 * SECOND))).toBe(true)
  })

  test('changes at most once in each of its delays, whatever the values do', () => {
    const values = fc.array(fc.constantFrom(0, 97, 99, 101, 150, null), { minLength: 50, maxLength: 300 })
    fc.assert(
      fc.property(values, (all) => {
        const changes = follow(all, limits).flatMap((now, i, list) => (i > 0 && now !== list[i - 1] ? [i] : []))
        for (const [i, at] of changes.entries())
          if (i > 0) expect(at - (changes[i - 1] ?? 0)).toBeGreaterThanOrEqual(10)
      }),
    )
  })
})
