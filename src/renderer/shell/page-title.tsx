import { useEffect } from 'react'
import { useAlarms } from '../alarms/use-alarms.ts'

/** The name of the window or tab: what is open, and the number of unacknowledged alarms. */
export function PageTitle({ view }: { readonly view: string | undefined }) {
  const count = useAlarms(({ unacknowledged }) => unacknowledged.length)
  useEffect(() => {
    const name = view === undefined ? 'EcoPulse' : `${view} · EcoPulse`
    document.title = count === 0 ? name : `(${count}) ${name}`
  }, [view, count])
  return null
}
