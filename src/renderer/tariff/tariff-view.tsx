import type { ReactNode } from 'react'
import { useStore } from 'zustand'
import type { Settings } from '../../contract/settings.ts'
import { SAMPLE_TARIFF } from '../../domain/tariff/sample-tariff.ts'
import type { Tariff } from '../../domain/tariff/tariff.ts'
import { DraftForm } from '../form/draft-form.tsx'
import { changeDraft, discardDraft, tariffDraft } from '../form/draft-store.ts'
import { useFocusNext } from '../form/focus-field.ts'
import { useEngine } from '../page/page-context.ts'
import { BasicsPanel } from './basics-panel.tsx'
import { BeginPanel } from './begin-panel.tsx'
import { DemandChargesPanel } from './demand-charges-panel.tsx'
import { FixedChargesPanel } from './fixed-charges-panel.tsx'
import { ComingHolidaysPanel } from './holidays/coming-holidays-panel.tsx'
import { HolidaysPanel } from './holidays/holidays-panel.tsx'
import { ExportButton, ImportButton } from './import/file-buttons.tsx'
import { TariffImportPanel } from './import/tariff-import-panel.tsx'
import { useTariffImport } from './import/use-tariff-import.ts'
import { RatesPanel } from './rates-panel.tsx'
import { SampleCharges } from './sample-charges.tsx'
import { createNewTariff, describeMissingTariffNumber } from './tariff-defaults.ts'
import { WeekPanel } from './week/week-panel.tsx'
import './tariff.css'

/** What the plant is billed by: what it means, and the form that it is entered in. */
export default function TariffView() {
  const saved = useEngine((state) => state.settings)
  return saved === null ? (
    <p className="empty">The tariff comes from the engine; waiting for it.</p>
  ) : (
    <TariffEditor saved={saved} />
  )
}

function TariffEditor({ saved }: { readonly saved: Settings }) {
  const tariff = useStore(tariffDraft, ({ draft }) => (draft ?? saved).tariff)
  // As the engine bills the simulated plant while nothing is entered.
  const sample = tariff === null && saved.source.kind === 'simulator' ? SAMPLE_TARIFF : null
  const isBeginning = tariff === null && saved.tariff === null
  const feedback = useStore(tariffDraft, (state) => state.feedback)
  const imports = useTariffImport(saved)
  const focusNext = useFocusNext()
  const startTariff = (next: Tariff) => {
    changeDraft(tariffDraft, saved, ['tariff'], next)
    focusNext('tariff')
  }
  const remove = () => {
    removeTariff(saved)
    focusNext('tariff')
  }
  const importButton = <ImportButton onPick={imports.open} />
  const beginPanel = (
    <BeginPanel
      sample={sample}
      onUse={startTariff}
      onEnter={() => startTariff(createNewTariff(Date.now()))}
      importButton={importButton}
    />
  )
  return (
    <div className="tariff-view">
      <TariffImportPanel imports={imports} onGone={() => focusNext('tariff')} />
      {isBeginning && beginPanel}
      {isBeginning && feedback !== '' && <p role="status">{feedback}</p>}
      {isBeginning && sample !== null && (
        <TariffColumns tariff={sample} zone={saved.site.zone}>
          <SampleCharges tariff={sample} />
        </TariffColumns>
      )}
      {!isBeginning && (
        <TariffColumns tariff={tariff ?? sample} zone={saved.site.zone}>
          <DraftForm saved={saved} store={tariffDraft} label="Tariff" askFor={describeMissingTariffNumber}>
            {tariff === null ? (
              beginPanel
            ) : (
              <TariffPanels>
                {importButton}
                <ExportButton tariff={tariff} />
                <button type="button" onClick={remove}>
                  Remove
                </button>
              </TariffPanels>
            )}
          </DraftForm>
        </TariffColumns>
      )}
    </div>
  )
}

interface TariffColumnsProps {
  readonly tariff: Tariff | null
  readonly zone: string
  readonly children: ReactNode
}

/** What the tariff means, and beside it what it is made of. */
function TariffColumns({ tariff, zone, children }: TariffColumnsProps) {
  return (
    <div className="tariff-columns">
      {tariff !== null && (
        <div className="tariff-meaning">
          <WeekPanel tariff={tariff} zone={zone} />
          <ComingHolidaysPanel tariff={tariff} zone={zone} />
        </div>
      )}
      {children}
    </div>
  )
}

/** A tariff that was never saved leaves no change behind. */
function removeTariff(saved: Settings): void {
  if (saved.tariff === null) discardDraft(tariffDraft)
  else changeDraft(tariffDraft, saved, ['tariff'], null)
}

/** `children`: what can be done with the whole tariff. */
function TariffPanels({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <BasicsPanel>{children}</BasicsPanel>
      <DemandChargesPanel />
      <RatesPanel kind="energy" title="Energy" noun="price of energy" none="None: energy costs nothing." />
      <RatesPanel
        kind="export"
        title="Export"
        noun="price of export"
        none="None: what is exported is not paid for. It never offsets demand."
      />
      <FixedChargesPanel />
      <HolidaysPanel />
    </>
  )
}
