import { useEffect, useMemo, useState } from 'react'
import type { CallInput, CallName, CallOutput } from '../../contract/api.ts'
import { useEngine, usePage } from './page-context.ts'

/** What a call answered last. What is on the screen stays there until the next answer has arrived. */
export interface Answer<T> {
  readonly value: T | null
  readonly failure: string
  readonly pending: boolean
}

/** Calls once for each `key`, and again when the engine starts anew; an empty key makes no call. */
export function useAnswer<N extends CallName>(name: N, key: string, input: CallInput<N>): Answer<CallOutput<N>> {
  const { transport } = usePage()
  const epoch = useEngine((state) => state.epoch)
  const callKey = key === '' || epoch === 0 ? '' : `${epoch} ${key}`
  const [answer, setAnswer] = useState<{ asked: string; value: CallOutput<N> | null; failure: string }>({
    asked: '',
    value: null,
    failure: '',
  })
  const inputText = JSON.stringify(input)
  useEffect(() => {
    if (callKey === '') return
    let cancelled = false
    void transport.call(name, JSON.parse(inputText) as CallInput<N>).then((outcome) => {
      if (cancelled) return
      if (outcome.ok) setAnswer({ asked: callKey, value: outcome.value, failure: '' })
      else setAnswer({ asked: callKey, value: null, failure: outcome.error.message })
    })
    return () => {
      cancelled = true
    }
  }, [callKey, name, inputText, transport])
  return useMemo(() => {
    if (callKey === '') return { value: null, failure: '', pending: key !== '' }
    return { value: answer.value, failure: answer.failure, pending: answer.asked !== callKey }
  }, [callKey, key, answer])
}
