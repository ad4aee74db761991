import { useSyncExternalStore } from 'react'

/** Whether a media query holds now. */
export function useMediaQuery(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = window.matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    () => window.matchMedia(query).matches,
  )
}

/** A control room's large screen: larger type, and more past. */
export const WALL_SCREEN = '(min-width: 2560px)'
/** One column, navigation at the bottom. */
export const NARROW_SCREEN = '(max-width: 760px)'
