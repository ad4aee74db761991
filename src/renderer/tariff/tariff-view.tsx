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
import { ChargesPanel } from './charges-panel.tsx'
import { FixedPanel } from './fixed-panel.tsx'
import { ComingPanel } from './holidays/coming-panel.tsx'
import { HolidaysPanel } from './holidays/holidays-panel.tsx'
import { ExportButton, ImportButton } from './import/file-buttons.tsx'
import { ImportPanel } from './import/import-panel.tsx'
import { useTariffImport } from './import/use-tariff-import.ts'
import { RatesPanel } from './rates-panel.tsx'
import { SampleCharges } from './sample-charges.tsx'
import { askFor, freshTariff } from './tariff-parts.ts'
import { WeekPanel } from './week/week-panel.tsx'

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
  // As the engine bills the simulated plant while nothing is entered.
  const sample = tariff === null && saved.source.kind === 'simulator' ? SAMPLE_TARIFF : null
  const isBeginning = tariff === null && saved.tariff === null
  const feedback = useStore(tariffDraft, (state) => state.feedback)
  const imports = useTariffImport(saved)
  const focusNext = useFocusNext()
  const begin = (next: Tariff) => {
    changeDraft(tariffDraft, saved, ['tariff'], next)
    focusNext('tariff')
  }
  const remove = () => {
    removeTariff(saved)
    focusNext('tariff')
  }
  const importButton = <ImportButton onPick={imports.open} />
  const beginning = (
    <BeginPanel
      sample={sample}
      onUse={begin}
      onEnter={() => begin(freshTariff(Date.now()))}
      importButton={importButton}
    />
  )
  return (
    <div className="tariff-view">
      <ImportPanel imports={imports} onGone={() => focusNext('tariff')} />
      {isBeginning && beginning}
      {isBeginning && feedback !== '' && <p role="status">{feedback}</p>}
      {isBeginning && sample !== null && (
        <Columns tariff={sample} zone={saved.site.zone}>
          <SampleCharges tariff={sample} />
        </Columns>
      )}
      {!isBeginning && (
        <Columns tariff={tariff ?? sample} zone={saved.site.zone}>
          <DraftForm saved={saved} store={tariffDraft} label="Tariff" askFor={askFor}>
            {tariff === null ? (
              beginning
            ) : (
              <Panels>
                {importButton}
                <ExportButton tariff={tariff} />
                <button type="button" onClick={remove}>
                  Remove
                </button>
              </Panels>
            )}
          </DraftForm>
        </Columns>
      )}
    </div>
  )
}

interface ColumnsProps {
  readonly tariff: Tariff | null
  readonly zone: string
  readonly children: ReactNode
}

/** What the tariff means, and beside it what it is made of. */
function Columns({ tariff, zone, children }: ColumnsProps) {
  return (
    <div className="tariff-columns">
      {tariff !== null && (
        <div className="tariff-meaning">
          <WeekPanel tariff={tariff} zone={zone} />
          <ComingPanel tariff={tariff} zone={zone} />
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
function Panels({ children }: { readonly children: ReactNode }) {
  return (
    <>
      <BasicsPanel>{children}</BasicsPanel>
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
