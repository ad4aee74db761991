import { useEffect, useMemo, useRef, useState } from 'react'
import type { Alarm } from '../../../domain/alarms/alarm.ts'
import { type AlarmRow, isListed, updateRows } from '../../alarm-feed/alarm-order.ts'
import { useAlarms } from '../use-alarms.ts'

/** So long after the last move of the pointer over the list somebody may be about to click in it, in ms. */
const POINTER_HOLD_MS = 8_000

/** The rows of the list, and whether they hold still: while a row is focused or the pointer moves over them. */
export interface HeldRows {
  readonly listed: readonly Alarm[]
  readonly rows: readonly AlarmRow[]
  readonly held: boolean
  /** Lets the order go once, though it is held. */
  sortAnew(): void
  /** For the element around the rows. */
  readonly holdHandlers: {
    readonly onFocus: () => void
    readonly onBlur: (event: React.FocusEvent) => void
    readonly onPointerMove: () => void
    readonly onPointerLeave: () => void
  }
}

/** `busy`: something else holds them, a dialog that is about a row. */
export function useHeldRows(dialogOpen: boolean): HeldRows {
  const all = useAlarms(({ alarms }) => alarms)
  const listed = useMemo(() => all.filter(isListed), [all])
  const [focused, setFocused] = useState(false)
  const [pointing, setPointing] = useState(false)
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const previousRows = useRef<readonly AlarmRow[]>([])
  const [sorted, setSorted] = useState(0)
  const sortedBefore = useRef(sorted)
  const held = focused || pointing || dialogOpen
  const rows = useMemo(() => {
    const before = sorted === sortedBefore.current ? previousRows.current : []
    return updateRows(before, listed, all, held)
  }, [sorted, listed, all, held])
  useEffect(() => {
    previousRows.current = rows
    sortedBefore.current = sorted
  }, [rows, sorted])
  useEffect(() => () => clearTimeout(timer.current), [])
  const endPointing = () => {
    clearTimeout(timer.current)
    setPointing(false)
  }
  return {
    listed,
    rows,
    held,
    sortAnew: () => setSorted((count) => count + 1),
    holdHandlers: {
      onFocus: () => setFocused(true),
      onBlur: (event) => {
        if (!event.currentTarget.contains(event.relatedTarget)) setFocused(false)
      },
      onPointerMove: () => {
        setPointing(true)
        clearTimeout(timer.current)
        timer.current = setTimeout(() => setPointing(false), POINTER_HOLD_MS)
      },
      onPointerLeave: endPointing,
    },
  }
}
