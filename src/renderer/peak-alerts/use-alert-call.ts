import { useState } from 'react'
import type { CallInput } from '../../contract/api.ts'
import { usePage } from '../page/page-context.ts'

/** Calls the engine for an alert. What that changes arrives as an event; a refusal is shown until the next try. */
export function useAlertCall() {
  const { transport } = usePage()
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const ask = async <N extends 'acceptPlan' | 'markShed'>(name: N, input: CallInput<N>) => {
    setPending(true)
    const outcome = await transport.call(name, input)
    setPending(false)
    setFailure(outcome.ok ? '' : outcome.error.message)
  }
  return { ask, failure, pending }
}
