import { useEffect, useState } from 'react'
import './drop.css'

/** Accepts files that are dropped anywhere on the window, and shows that while some are held over it. */
export function DropZone({ onDrop }: { readonly onDrop: (files: readonly File[]) => void }) {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(true)
    }
    // Nothing lies beyond the window.
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDropped = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      onDrop([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', onOver)
    window.addEventListener('dragleave', onLeave)
    window.addEventListener('drop', onDropped)
    return () => {
      window.removeEventListener('dragover', onOver)
      window.removeEventListener('dragleave', onLeave)
      window.removeEventListener('drop', onDropped)
    }
  }, [onDrop])
  if (!over) return null
  return (
    <div className="drop-zone">
      <p>
        Drop a tariff here (.json or .csv), or a Keras file (.h5 or .keras) with its sidecar .json where it has one.
      </p>
    </div>
  )
}
