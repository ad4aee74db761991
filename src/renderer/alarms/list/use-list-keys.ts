import { useEffect, useEffectEvent } from 'react'
import { isTyping } from '../../form/is-typing.ts'

interface ListKeyActions {
  readonly grid: React.RefObject<HTMLElement | null>
  readonly move: (by: number) => void
  readonly acknowledge: () => void
  readonly acknowledgeAll: () => void
  readonly shelve: () => void
  readonly sortAnew: () => void
}

/** J and K work anywhere in the view, the arrows within the list alone: elsewhere they scroll. */
export function useListKeys({ grid, move, acknowledge, acknowledgeAll, shelve, sortAnew }: ListKeyActions): void {
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return
    const within = grid.current?.contains(event.target as Node) === true
    const key = event.key.toLowerCase()
    if (key === 'j' || (within && key === 'arrowdown')) move(1)
    else if (key === 'k' || (within && key === 'arrowup')) move(-1)
    else if (within && key === 'home') move(-Number.MAX_SAFE_INTEGER)
    else if (within && key === 'end') move(Number.MAX_SAFE_INTEGER)
    else if (key === 'a' && event.shiftKey) acknowledgeAll()
    else if (within && key === 'a') acknowledge()
    else if (within && key === 's') shelve()
    else if (key === 'r') sortAnew()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}
