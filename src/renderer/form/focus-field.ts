import { useEffect, useState } from 'react'

/** Focuses what the engine refused: the field itself, else the first within it, else what it lies in. */
export function focusField(field: string | undefined): void {
  if (field === undefined) return
  const control = findControl(field)
  for (let fold = control?.closest('details'); fold != null; fold = fold.parentElement?.closest('details'))
    fold.open = true
  control?.focus({ preventScroll: true })
  // Not behind the bar that the form ends with.
  control?.scrollIntoView({ block: 'center' })
}

function findControl(field: string): HTMLElement | null {
  const name = CSS.escape(field)
  const found =
    document.querySelector<HTMLElement>(`[data-field="${name}"]`) ??
    document.querySelector<HTMLElement>(`[data-field^="${name}."]`)
  const end = field.lastIndexOf('.')
  return found ?? (end < 0 ? null : findControl(field.slice(0, end)))
}

/** Focuses a field that isn't there yet, once what makes it is drawn: the keyboard goes on where something was added. */
export function useFocusNext(): (field: string) => void {
  const [next, setNext] = useState<string | null>(null)
  useEffect(() => {
    if (next === null) return
    focusField(next)
    setNext(null)
  }, [next])
  return setNext
}
