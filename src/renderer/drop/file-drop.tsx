import { useState } from 'react'
import { useLocation } from 'wouter'
import { DropZone } from './drop-zone.tsx'
import { droppedFiles, findDestination } from './dropped-files.ts'
import { RefusalDialog } from './refusal-dialog.tsx'

/** Hands files that are dropped on any view to the view that can read them, or shows why none can. */
export function FileDrop() {
  const [path, navigate] = useLocation()
  const [refusal, setRefusal] = useState('')
  const onDrop = (files: readonly File[]) => {
    const destination = findDestination(files.map(({ name }) => name))
    if (destination.kind === 'refused') return setRefusal(destination.message)
    setRefusal('')
    droppedFiles.setState({ [destination.kind]: files })
    if (path !== `/${destination.kind}`) navigate(`/${destination.kind}`)
  }
  return (
    <>
      <DropZone onDrop={onDrop} />
      <RefusalDialog message={refusal} onClose={() => setRefusal('')} />
    </>
  )
}
