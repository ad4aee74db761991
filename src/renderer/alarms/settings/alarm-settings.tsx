import { ALARM_KINDS, ALARM_RULES, type AlarmKind, type AlarmRule, PRIORITIES } from '../../../domain/alarms/alarm.ts'
import { KIND_WORDS, PRIORITY_WORDS } from '../../alarm-feed/alarm-text.ts'
import { DraftForm } from '../../form/draft-form.tsx'
import { alarmsDraft } from '../../form/draft-store.ts'
import { CheckField, SelectField, useDraft } from '../../form/field.tsx'
import { NumberField } from '../../form/parsed-field.tsx'
import { digitsOf, formatNumber } from '../../format/numbers.ts'
import { useEngine } from '../../page/page-context.ts'
import { RULE_WORDS } from './rule-text.ts'

const HEADS = ['Watched', 'Priority', 'Below', 'Above', 'Deadband', 'On delay (s)', 'Off delay (s)']

/** How each kind of alarm is set; one that nobody has set is as to begin with. */
export function AlarmSettings() {
  const saved = useEngine((state) => state.settings)
  if (saved === null) return null
  return (
    <DraftForm saved={saved} store={alarmsDraft} label="Alarm settings" askFor={askFor}>
      {window.ecopulse !== undefined && <AppNotifies />}
      <section className="panel alarm-rules-panel" aria-labelledby="rules-title">
        <div className="panel-title">
          <h3 id="rules-title">What raises an alarm</h3>
          <span>high: act at once · medium: act soon · low: act in this shift</span>
        </div>
        <table className="alarm-rules">
          <thead>
            <tr>
              <th scope="col">Alarm</th>
              {HEADS.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
              <td />
            </tr>
          </thead>
          <tbody>
            {ALARM_KINDS.map((kind) => (
              <RuleRow key={kind} kind={kind} />
            ))}
          </tbody>
        </table>
        <p className="hint">
          Below and above: beyond these it is raised; an empty one is no limit. Deadband: so far its value must come
          back within the limit before it is over. On delay: so long its value must lie beyond the limit before it is
          raised; off delay: so long within it before it is over, 0 to 3,600 s. Wider deadbands and longer delays keep
          an alarm from chattering.
        </p>
      </section>
    </DraftForm>
  )
}

/** Of the app alone: a browser is asked above. */
function AppNotifies() {
  return (
    <section className="panel app-notifies" aria-label="Notifications of the app">
      <CheckField
        path={['notifications', 'native']}
        label="Notify of new alarms and alerts as the operating system does it"
      />
    </section>
  )
}

/** A number that is missing: the limit may be left out, the others may not. */
function askFor(field: string): string | null {
  if (/\.(low|high)$/.test(field)) return 'Enter a number, or nothing for no limit.'
  return field.startsWith('alarms.') ? 'Enter a number, 0 or more.' : null
}

function RuleRow({ kind }: { readonly kind: AlarmKind }) {
  const path = ['alarms', kind]
  const { value, change } = useDraft(path)
  const { watches, unit, limits } = RULE_WORDS[kind]
  const name = KIND_WORDS[kind]
  const usual = ALARM_RULES[kind]
  const own = value !== undefined
  return (
    <tr data-kind={kind}>
      <th scope="row">
        {name} <span className="unit">{unit}</span>
        <small>{watches}</small>
      </th>
      <Part head={HEADS[0]}>
        {own ? (
          <CheckField path={[...path, 'enabled']} label={`${name} is watched`} inTable />
        ) : usual.enabled ? (
          'yes'
        ) : (
          'no'
        )}
      </Part>
      <Part head={HEADS[1]}>
        {own ? (
          <SelectField
            path={[...path, 'priority']}
            label={`Priority of ${name}`}
            options={PRIORITIES.map((each) => [each, PRIORITY_WORDS[each]] as const)}
            inTable
          />
        ) : (
          PRIORITY_WORDS[usual.priority]
        )}
      </Part>
      {NUMBERS.map(({ key, head, label, nullable, unitOf }) => (
        <Part key={key} head={head}>
          {(key === 'low' || key === 'high') && !limits.includes(key) ? (
            <span aria-hidden="true">–</span>
          ) : own ? (
            <NumberField path={[...path, key]} label={`${label} of ${name}`} nullable={nullable} inTable />
          ) : (
            shown(usual, key, unitOf ?? unit)
          )}
        </Part>
      ))}
      <td className="rule-action">
        {own ? (
          <button type="button" aria-label={`${name} as to begin with`} onClick={() => change(undefined)}>
            As to begin with
          </button>
        ) : (
          <button type="button" aria-label={`Set ${name}`} onClick={() => change(usual)}>
            Set
          </button>
        )}
      </td>
    </tr>
  )
}

const NUMBERS = [
  { key: 'low', head: 'Below', label: 'Lower limit', nullable: true, unitOf: null },
  { key: 'high', head: 'Above', label: 'Upper limit', nullable: true, unitOf: null },
  { key: 'deadband', head: 'Deadband', label: 'Deadband', nullable: false, unitOf: null },
  { key: 'onDelaySeconds', head: 'On delay (s)', label: 'On delay', nullable: false, unitOf: 's' },
  { key: 'offDelaySeconds', head: 'Off delay (s)', label: 'Off delay', nullable: false, unitOf: 's' },
] as const

function shown(rule: AlarmRule, key: (typeof NUMBERS)[number]['key'], unit: string): string {
  const value = rule[key]
  if (value === null) return '–'
  return unit === 's' ? formatNumber(value, 0) : formatNumber(value, Number.isInteger(value) ? 0 : digitsOf(unit, 1))
}

function Part({ head, children }: { readonly head: string | undefined; readonly children: React.ReactNode }) {
  return <td data-part={head}>{children}</td>
}
