import { useState } from 'react'
import { Field, useDraftValue, useErrorWithin } from '../../form/field.tsx'
import { parseHolidays } from '../tariff-defaults.ts'

const HOLIDAYS_PATH = ['tariff', 'holidays'] as const

/** Days on which prices may hold otherwise. */
export function HolidaysPanel() {
  const { value, change } = useDraftValue(HOLIDAYS_PATH)
  const days = value as readonly string[]
  const [text, setText] = useState(() => days.join('\n'))
  const within = useErrorWithin(HOLIDAYS_PATH)
  const error =
    within === null ? '' : `Day ${Number(within.part) + 1}, ${days[Number(within.part)]}: ${within.sentence}`
  const isSame = JSON.stringify(parseHolidays(text)) === JSON.stringify(days)
  return (
    <section className="panel" aria-labelledby="tariff-holidays">
      <h2 id="tariff-holidays">Holidays</h2>
      <Field
        path={HOLIDAYS_PATH}
        label="Days, one a line"
        hint="12-25 for every year, or 2026-04-03. A charge says itself whether they count."
        error={error}
      >
        {(control) => (
          <textarea
            {...control}
            rows={Math.min(12, Math.max(3, days.length + 1))}
            spellCheck={false}
            placeholder={'12-25\n12-26'}
            value={isSame ? text : days.join('\n')}
            onChange={({ target }) => {
              setText(target.value)
              change(parseHolidays(target.value))
            }}
          />
        )}
      </Field>
    </section>
  )
}
