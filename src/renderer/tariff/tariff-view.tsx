import { useStore } from 'zustand'
import type { Settings } from '../../contract/settings.ts'
import { SAMPLE_TARIFF } from '../../domain/sample-tariff.ts'
import type { Tariff } from '../../domain/tariff.ts'
import { DraftForm } from '../settings/draft-form.tsx'
import { tariffDraft } from '../settings/draft-store.ts'
import { useEngine } from '../state/engine-context.ts'
import { BasicsPanel } from './basics-panel.tsx'
import { BeginPanel } from './begin-panel.tsx'
import { ChargesPanel } from './charges-panel.tsx'
import { ComingPanel } from './coming-panel.tsx'
import { ExportButton, ImportButton } from './file-buttons.tsx'
import { FixedPanel } from './fixed-panel.tsx'
import { HolidaysPanel } from './holidays-panel.tsx'
import { ImportPanel } from './import-panel.tsx'
import { RatesPanel } from './rates-panel.tsx'
import { SampleCharges } from './sample-charges.tsx'
import { askFor, freshTariff } from './tariff-parts.ts'
import { draftTariff, useTariffImport } from './use-tariff-import.ts'
import { WeekPanel } from './week-panel.tsx'

/** What the plant is billed by: what it means, and the form that it is entered in. */
export default function TariffView() {
  const saved = useEngine((state) => state.settings)
  return saved === null ? (
    <p className="empty">The tariff comes from the engine; waiting for it.</p>
  ) : (
    <View saved={saved} />
  )
}

function View({ saved }: { readonly saved: Settings }) {
  const tariff = useStore(tariffDraft, ({ draft }) => (draft ?? saved).tariff)
  const sample = useSample(tariff)
  const imports = useTariffImport(saved)
  const shown = tariff ?? sample
  const importButton = <ImportButton onPick={imports.open} />
  return (
    <div className="tariff-view">
      <ImportPanel imports={imports} />
      <div className="tariff-columns">
        {shown !== null && (
          <div className="tariff-meaning">
            <WeekPanel tariff={shown} zone={saved.site.zone} />
            <ComingPanel tariff={shown} zone={saved.site.zone} />
          </div>
        )}
        <DraftForm saved={saved} store={tariffDraft} label="Tariff" askFor={askFor}>
          {tariff === null ? (
            <>
              <BeginPanel
                sample={sample}
                onUse={(start) => draftTariff(saved, start)}
                onEnter={() => draftTariff(saved, freshTariff(Date.now()))}
                importButton={importButton}
              />
              {sample !== null && <SampleCharges tariff={sample} />}
            </>
          ) : (
            <>
              <TariffForm />
              <section className="panel" aria-labelledby="tariff-file">
                <h2 id="tariff-file">The whole tariff</h2>
                <div className="actions">
                  {importButton}
                  <ExportButton tariff={tariff} />
                  <button type="button" onClick={() => draftTariff(saved, null)}>
                    Remove the tariff
                  </button>
                </div>
              </section>
            </>
          )}
        </DraftForm>
      </div>
    </div>
  )
}

/** The sample, where the engine bills the simulated plant by it and nothing is entered. */
function useSample(tariff: Tariff | null): Tariff | null {
  const isSample = useEngine(({ standing }) => standing?.sample === true)
  return isSample && tariff === null ? SAMPLE_TARIFF : null
}

function TariffForm() {
  return (
    <>
      <BasicsPanel />
      <ChargesPanel />
      <RatesPanel kind="energy" title="Energy" noun="price of energy" none="None: energy costs nothing." />
      <RatesPanel
        kind="export"
        title="Export"
        noun="price of export"
        none="None: what is exported is not paid for. It never offsets demand."
      />
      <FixedPanel />
      <HolidaysPanel />
    </>
  )
}
