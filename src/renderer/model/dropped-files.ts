import { createStore } from 'zustand/vanilla'

/** Files that were dropped on the window, on whichever view, and that the Model view hasn't looked at yet. */
export const droppedFiles = createStore<{ readonly files: readonly File[] }>(() => ({ files: [] }))

/** Hands over what was dropped, once. */
export function takeDroppedFiles(): readonly File[] {
  const { files } = droppedFiles.getState()
  if (files.length > 0) droppedFiles.setState({ files: [] })
  return files
}
