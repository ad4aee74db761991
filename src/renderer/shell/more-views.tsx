import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react'

interface MoreViewsProps {
  /** The name of the view that is open, where it is one of these. */
  readonly current: string | null
  readonly children: ReactNode
}

/** The views that a narrow screen has no room for, behind one button; a wide one shows them as the others. */
export function MoreViews({ current, children }: MoreViewsProps) {
  const [open, setOpen] = useState(false)
  const ref = useRef<HTMLDivElement>(null)
  const close = useEffectEvent((event: Event) => {
    const within = event.target instanceof Node && ref.current?.contains(event.target) === true
    if (event instanceof KeyboardEvent ? event.key === 'Escape' : !within) setOpen(false)
  })
  useEffect(() => {
    if (!open) return
    window.addEventListener('pointerdown', close)
    window.addEventListener('keydown', close)
    return () => {
      window.removeEventListener('pointerdown', close)
      window.removeEventListener('keydown', close)
    }
  }, [open])
  return (
    <div ref={ref} className="more-views" data-open={open}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: what is clicked within is a link, by key as well */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: a link's own keys send a click */}
      <div id="more-views" className="more-views-list" onClick={() => setOpen(false)}>
        {children}
      </div>
      <button
        type="button"
        className="more-views-button"
        aria-expanded={open}
        aria-controls="more-views"
        data-current={current !== null}
        onClick={() => setOpen(!open)}
      >
        {current ?? 'More'} <span aria-hidden="true">▴</span>
        {current !== null && <span className="visually-hidden">, more views</span>}
      </button>
    </div>
  )
}
