import { useSyncExternalStore } from 'react'
import breakpoints from '../styles/breakpoints.css?raw'

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
export const WALL_SCREEN = queryOf('wall')
/** One column, navigation at the bottom. */
export const NARROW_SCREEN = queryOf('narrow')

/** The media query that has this name in the stylesheets. */
function queryOf(name: string): string {
  const query = new RegExp(`^@custom-media --${name} (.+);$`, 'm').exec(breakpoints)?.[1]
  if (query === undefined) throw new Error(`breakpoints.css has no --${name}`)
  return query
}
