import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** An element's size in px, and the root's font size that goes with it. */
export interface Size {
  readonly width: number
  readonly height: number
  readonly rem: number
}

/** Follows the size of the element that gets `ref`; null until it is laid out. */
export function useSize<E extends HTMLElement>(): { ref: RefObject<E | null>; size: Size | null } {
  const ref = useRef<E>(null)
  const [size, setSize] = useState<Size | null>(null)
  useLayoutEffect(() => {
    const element = ref.current
    if (element === null) return
    const measure = () => {
      const width = Math.floor(element.clientWidth)
      const height = Math.floor(element.clientHeight)
      const rem = rootFontSize()
      if (width === 0 || height === 0) return
      setSize((known) =>
        known?.width === width && known.height === height && known.rem === rem ? known : { width, height, rem },
      )
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, size }
}

/** In px: all sizes of the page follow it. */
export function rootFontSize(): number {
  return Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
}
