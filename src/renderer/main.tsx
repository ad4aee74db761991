// The layers' order is set first, whatever is imported next.
import './styles/tokens.css'
import './styles/controls.css'
import { createRoot } from 'react-dom/client'
import { createAlarmFeed } from './alarm-feed/alarm-feed.ts'
import { createAlarmSignals } from './alarm-feed/alarm-signals.ts'
import { App } from './app.tsx'
import { PageContext } from './page/page-context.ts'
import { createEngineClock } from './state/clock.ts'
import { createEngineStore } from './state/engine-store.ts'
import { applyTheme } from './theme.ts'
import { createHttpTransport } from './transport/http.ts'
import { createIpcTransport } from './transport/ipc.ts'

applyTheme()
const root = document.getElementById('root')
if (root === null) throw new Error('index.html has no #root')

const transport =
  window.ecopulse === undefined
    ? createHttpTransport(window.location.origin, __ROUTES__)
    : createIpcTransport(window.ecopulse)
const { store } = createEngineStore(transport, Date.now)
const { clock } = createEngineClock(store)
const { feed: alarms } = createAlarmFeed(store)
const signals = createAlarmSignals(alarms, window.ecopulse !== undefined)

createRoot(root).render(
  <PageContext value={{ transport, store, clock, alarms, signals }}>
    <App />
  </PageContext>,
)
