import { Link } from 'wouter'
import { useEngine } from '../page/page-context.ts'

/** What is shown in place of costs while there are none. */
export function NoTariff() {
  const known = useEngine((state) => state.epoch > 0)
  const entered = useEngine((state) => state.settings !== null && state.settings.tariff !== null)
  if (!known) return <p className="empty">Waiting for the engine…</p>
  if (entered) return <p className="empty">Known with the first whole demand interval.</p>
  return (
    <p className="empty">
      <span>
        <Link href="/tariff">Enter your tariff</Link> to see what a peak costs.
      </span>
    </p>
  )
}
