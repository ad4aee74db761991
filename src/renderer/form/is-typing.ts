/** Keys belong to a field while someone types in it, and to a dialog while it is open. */
export function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.closest('input:not([type=checkbox], [type=radio]), textarea, select, dialog') !== null
  )
}
