import { useStore } from 'zustand'
import type { SourceSettings as Source } from '../../contract/settings.ts'
import { settingsDraft } from '../form/draft-store.ts'
import { TextField, useSavedSettings } from '../form/field.tsx'
import { NumberField } from '../form/parsed-field.tsx'
import { Segmented } from '../form/segmented.tsx'
import { chooseSource } from './choose-source.ts'
import { MappingTable } from './mapping-table.tsx'
import { PlantFields } from './plant-fields.tsx'

const KIND_OPTIONS = [
  { value: 'simulator', text: 'Simulator' },
  { value: 'plant', text: 'Plant (WebSocket)' },
  { value: 'replay', text: 'Recording (CSV)' },
] as const satisfies readonly { value: Source['kind']; text: string }[]

export function SourcePanel() {
  const saved = useSavedSettings()
  const kind = useStore(settingsDraft, ({ draft }) => (draft ?? saved).source.kind)
  return (
    <section className="panel" aria-labelledby="source-title">
      <h2 id="source-title">Source</h2>
      <Segmented
        label="Kind of source"
        options={KIND_OPTIONS}
        chosen={kind}
        onChoose={(next) => chooseSource(saved, next)}
      />
      {kind === 'simulator' && <SimulatorFields />}
      {kind === 'plant' && <PlantFields />}
      {kind === 'replay' && <ReplayFields />}
    </section>
  )
}

function SimulatorFields() {
  return (
    <>
      <p className="hint">A plant that is made up: two shifts, furnaces, compressors, and PV under passing clouds.</p>
      <div className="fields">
        <NumberField path={['source', 'seed']} label="Seed" hint="The same seed makes the same plant" />
        <NumberField path={['source', 'speed']} label="Speed" hint="1 is real time; at most 3,600" />
      </div>
    </>
  )
}

function ReplayFields() {
  return (
    <>
      <p className="hint">A CSV file with a column of times and columns of values, played as if it were a plant.</p>
      <div className="fields">
        <TextField path={['source', 'file']} label="File" hint="Its path on the machine that EcoPulse runs on" />
        <NumberField path={['source', 'speed']} label="Speed" hint="1 is real time" />
        <TextField
          path={['source', 'timeColumn']}
          label="Column with the time"
          hint="Empty: the first that reads as a time"
          optional
        />
        <TextField path={['source', 'zone']} label="Zone of its times" hint="Empty: the site’s" optional />
        <TextField
          path={['source', 'playFrom']}
          label="Plays from"
          hint="Like 2026-07-14T13:00:00+02:00; empty: behind two weeks"
          optional
        />
      </div>
      <MappingTable />
    </>
  )
}
