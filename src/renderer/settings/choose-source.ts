import type { Settings, SourceSettings } from '../../contract/settings.ts'
import { settingsDraft } from '../form/draft-store.ts'

const DEFAULT_SOURCES: { readonly [K in SourceSettings['kind']]: Extract<SourceSettings, { kind: K }> } = {
  simulator: { kind: 'simulator', seed: 7, speed: 1 },
  plant: { kind: 'plant', url: '', auth: { kind: 'none' }, tls: {}, mapping: [], gridSign: 'import', pingSeconds: 15 },
  replay: { kind: 'replay', file: '', speed: 1, mapping: [] },
}

/** Sources of the draft that were filled in before another kind was chosen. */
let previousSources: Partial<Record<SourceSettings['kind'], SourceSettings>> = {}

/** Chooses another kind of source; what was filled in for a kind is there again when it is chosen again. */
export function chooseSource(saved: Settings, kind: SourceSettings['kind']): void {
  settingsDraft.setState(({ draft }) => {
    if (draft === null) previousSources = {}
    const current = draft ?? saved
    const known = saved.source.kind === kind ? saved.source : DEFAULT_SOURCES[kind]
    const source = previousSources[kind] ?? known
    previousSources = { ...previousSources, [current.source.kind]: current.source }
    return { draft: { ...current, source }, error: null, feedback: '' }
  })
}
