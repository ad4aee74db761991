import { useCallback, useEffect, useState } from 'react'
import type { CallInput, CallOutput, CallResult } from '../../contract/api.ts'
import type { ModelEntry } from '../../contract/schemas/models.ts'
import { useEngine, usePage } from '../page/page-context.ts'

type ModelAction = 'useModel' | 'removeModel'

export interface Models {
  /** Null while they are fetched. */
  readonly entries: readonly ModelEntry[] | null
  readonly failure: string
  /** Does something to the models, and shows what there is after it. Answers the engine's sentence where it refuses, else ''. */
  act<N extends ModelAction>(name: N, input: CallInput<N>): Promise<string>
  /** Fetches them anew. */
  refresh(): Promise<void>
}

/**
 * The models that the engine has: fetched again whenever a training ends or another model is in use, wherever that was
 * done.
 */
export function useModels(): Models {
  const { transport } = usePage()
  const [answer, setAnswer] = useState<Pick<Models, 'entries' | 'failure'>>({ entries: null, failure: '' })
  const epoch = useEngine((state) => state.epoch)
  const inUse = useEngine(({ engine }) => Object.values(engine?.forecast.models ?? {}).join(' '))
  const trainingEndedAt = useEngine(({ training }) => (training.kind === 'ended' ? training.endedAt : 0))

  const ask = useCallback(
    async (isCurrent: () => boolean) => {
      const outcome: CallResult<CallOutput<'models'>> = await transport.call('models', {})
      if (!isCurrent()) return
      if (outcome.ok) setAnswer({ entries: outcome.value, failure: '' })
      else setAnswer((known) => ({ ...known, failure: outcome.error.message }))
    },
    [transport],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: each of these is a reason to fetch again
  useEffect(() => {
    if (epoch === 0) return
    let cancelled = false
    void ask(() => !cancelled)
    return () => {
      cancelled = true
    }
  }, [ask, epoch, inUse, trainingEndedAt])

  return {
    ...answer,
    async act(name, input) {
      const outcome: CallResult<CallOutput<ModelAction>> = await transport.call(name, input)
      if (!outcome.ok) return outcome.error.message
      setAnswer({ entries: outcome.value, failure: '' })
      return ''
    },
    refresh: () => ask(() => true),
  }
}
