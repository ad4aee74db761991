import { useEffect, useMemo, useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { useStore } from 'zustand'
import { HORIZONS } from '../../domain/forecast/forecast.ts'
import { consumeDroppedFiles, droppedFiles } from '../drop/dropped-files.ts'
import { Segmented } from '../form/segmented.tsx'
import { HORIZON_LABELS } from '../format/horizon-text.ts'
import { useEngine } from '../page/page-context.ts'
import { EngineerPanel } from './engineer/engineer-panel.tsx'
import { ImportDialog } from './import/import-dialog.tsx'
import { useModelImport } from './import/use-model-import.ts'
import { defaultLead, formatModelAddress, type ModelAddress, parseModelAddress } from './model-address.ts'
import { ModelsPanel } from './models-panel.tsx'
import { CurvePanel } from './skill/curve-panel.tsx'
import { SkillPanel } from './skill/skill-panel.tsx'
import { TrainingPanel } from './training/training-panel.tsx'
import { useModels } from './use-models.ts'
import './model-view.css'

const HORIZON_OPTIONS = HORIZONS.map((value) => ({ value, text: HORIZON_LABELS[value] }))

/** How right the forecasts are, and the models that make them. */
export default function ModelView() {
  const search = useSearch()
  const [, navigate] = useLocation()
  const address = useMemo(() => parseModelAddress(search), [search])
  const change = (changes: Partial<ModelAddress>) =>
    navigate(formatModelAddress({ ...address, ...changes }), { replace: true })
  const models = useModels()
  const [statusText, setStatusText] = useState('')
  const imports = useModelImport((entry) => {
    void models.refresh()
    setStatusText(`${entry.id} is imported. ${entry.verdict?.reason ?? ''}`)
    if (entry.horizon !== horizon) change({ horizon: entry.horizon })
  })
  const dropped = useStore(droppedFiles, (state) => state.model)
  const { open } = imports
  useEffect(() => {
    const files = dropped.length > 0 ? consumeDroppedFiles('model') : []
    if (files.length > 0) void open(files)
  }, [dropped, open])
  const { horizon } = address
  return (
    <div className="model-view">
      <div className="model-controls">
        <Segmented
          label="Forecasts of the"
          options={HORIZON_OPTIONS}
          chosen={horizon}
          onChoose={(next) => change({ horizon: next, lead: defaultLead(next) })}
        />
        <ModelInUse horizon={horizon} />
      </div>
      <div className="model-columns">
        <SkillPanel address={address} change={change} />
        <CurvePanel address={address} change={change} />
        <div className="model-column">
          <ModelsPanel
            horizon={horizon}
            models={models}
            statusText={statusText}
            onStatus={setStatusText}
            onPick={imports.open}
          />
          <TrainingPanel />
        </div>
        <EngineerPanel horizon={horizon} />
      </div>
      <ImportDialog imports={imports} />
    </div>
  )
}

function ModelInUse({ horizon }: Pick<ModelAddress, 'horizon'>) {
  const model = useEngine(({ engine }) => (engine === null ? '' : engine.forecast.models[horizon]))
  if (model === '') return null
  return (
    <p className="hint">{model === null ? 'No model could be loaded: a naive forecast stands in.' : `by ${model}`}</p>
  )
}
