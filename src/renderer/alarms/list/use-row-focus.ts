import { useEffect, useEffectEvent, useRef, useState } from 'react'
import { useStore } from 'zustand'
import { requestedAlarm } from '../../alarm-feed/requested-alarm.ts'

const findRow = (grid: HTMLElement | null, id: string) =>
  grid?.querySelector<HTMLElement>(`[data-alarm="${CSS.escape(id)}"]`) ?? null

/** The alarm whose row has the focus, or something within it. */
export function findFocusedAlarmId(grid: HTMLElement | null): string | undefined {
  const { activeElement } = document
  if (grid === null || !grid.contains(activeElement)) return undefined
  return activeElement?.closest<HTMLElement>('[data-alarm]')?.dataset.alarm
}

/** One row is in the order of Tab; the keys go on from it to the others. */
export function useRowFocus(ids: readonly string[]) {
  const grid = useRef<HTMLDivElement>(null)
  const [chosen, setCurrent] = useState('')
  const current = ids.includes(chosen) ? chosen : (ids[0] ?? '')
  const focusRow = (id: string | undefined) => {
    if (id === undefined) return
    setCurrent(id)
    const row = findRow(grid.current, id)
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  return { grid, current, focusRow, setCurrent }
}

/** Focuses the requested alarm once its row is there, for which `onShow` is called. */
export function useRequestedAlarm(
  ids: readonly string[],
  onShow: (at: number) => void,
  focusRow: (id: string) => void,
): void {
  const requestedId = useStore(requestedAlarm, ({ id }) => id)
  const at = requestedId === null ? -1 : ids.indexOf(requestedId)
  const show = useEffectEvent((id: string) => {
    onShow(at)
    requestAnimationFrame(() => focusRow(id))
  })
  useEffect(() => {
    if (requestedId === null) return
    requestedAlarm.setState({ id: null })
    if (at >= 0) show(requestedId)
  }, [requestedId, at])
}
