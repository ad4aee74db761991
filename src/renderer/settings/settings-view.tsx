import { Link } from 'wouter'
import { useStore } from 'zustand'
import { DraftForm } from '../form/draft-form.tsx'
import { settingsDraft } from '../form/draft-store.ts'
import { Segmented } from '../form/segmented.tsx'
import { useEngine } from '../page/page-context.ts'
import { chooseTheme, THEMES, themeStore } from '../theme.ts'
import { RangesPanel } from './ranges-panel.tsx'
import { RetentionPanel, SitePanel } from './site-panel.tsx'
import { SourcePanel } from './source-panel.tsx'
import './settings.css'

export default function SettingsView() {
  const saved = useEngine((state) => state.settings)
  return (
    <div className="form-view settings">
      {saved === null ? (
        <p className="empty">The settings come from the engine; waiting for it.</p>
      ) : (
        <DraftForm saved={saved} store={settingsDraft} label="Settings">
          <SitePanel />
          <SourcePanel />
          <RetentionPanel />
          <RangesPanel />
        </DraftForm>
      )}
      <AppearancePanel />
      <ElsewherePanel />
    </div>
  )
}

/** Models and what demand is billed by have views of their own; there are links to them here. */
function ElsewherePanel() {
  return (
    <section className="panel" aria-labelledby="elsewhere-title">
      <h2 id="elsewhere-title">Elsewhere</h2>
      <p className="hint">
        The <Link href="/loads">Loads view</Link> has the demand to stay below, what demand is billed on, the loads that
        can be shed, and what is planned. The tariff is entered in the <Link href="/tariff">Tariff view</Link>, and the
        limits of alarms are set in the <Link href="/alarms">Alarms view</Link>.
      </p>
      <p className="hint">
        The <Link href="/model">Model view</Link> trains models on your own load, imports Keras files (.h5, .keras), and
        says which one forecasts. A file can also be dropped anywhere on the window.
      </p>
    </section>
  )
}

function AppearancePanel() {
  const theme = useStore(themeStore, (state) => state.theme)
  const options = THEMES.map((value) => ({
    value,
    text: value === 'system' ? 'As the system' : value === 'dark' ? 'Dark' : 'Light',
  }))
  return (
    <section className="panel" aria-labelledby="appearance-title">
      <h2 id="appearance-title">Appearance</h2>
      <Segmented label="Theme" options={options} chosen={theme} onChoose={chooseTheme} />
      <p className="hint">Kept in this browser.</p>
    </section>
  )
}
