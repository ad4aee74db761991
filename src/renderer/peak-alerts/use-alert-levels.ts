import type { Alert } from '../../domain/peak-alerts/peak-alert.ts'
import { useEngine } from '../page/page-context.ts'
import type { AlertLevels } from './alert-text.ts'

/** What an alert's level may be: what is billed of its charge so far, or the target. */
export function useAlertLevels({ charge }: Alert): AlertLevels {
  const targetKw = useEngine((state) => state.settings?.demand.targetKw ?? null)
  const billedKw = useEngine(
    (state) => state.standing?.charges.find((each) => each.charge === charge)?.billedKw ?? null,
  )
  return { billedKw, targetKw }
}
