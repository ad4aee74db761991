import { SECOND } from '../../domain/time/time.ts'
import { describeMissingHistory } from '../format/forecast-text.ts'
import { useEngine } from '../page/page-context.ts'

/** The «now» line moves in steps of this length, in ms. */
export const NOW_LINE_STEP_MS = 10 * SECOND

/** The content of a forecast's panel while there is none. */
export function NoForecast({ titleId, title }: { readonly titleId: string; readonly title: string }) {
  const known = useEngine((state) => state.engine !== null)
  const keptMs = useEngine(({ engine }) => {
    const { oldestAt = null, newestAt = null } = engine?.store ?? {}
    return oldestAt === null || newestAt === null ? null : newestAt - oldestAt
  })
  return (
    <>
      <div className="panel-title">
        <h2 id={titleId}>{title}</h2>
        {known && <span>no forecast yet</span>}
      </div>
      <p className="empty">{known ? describeMissingHistory(keptMs) : 'Waiting for the engine…'}</p>
    </>
  )
}
