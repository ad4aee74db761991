import {
  ALARM_KINDS,
  ALARM_PRIORITIES,
  type AlarmKind,
  type AlarmRule,
  DEFAULT_ALARM_RULES,
} from '../../../domain/alarms/alarm.ts'
import { formatNumber } from '../../../domain/format/numbers.ts'
import { ALARM_KIND_LABELS, PRIORITY_LABELS } from '../../alarm-feed/alarm-text.ts'
import { DraftForm } from '../../form/draft-form.tsx'
import { alarmsDraft } from '../../form/draft-store.ts'
import { CheckField, SelectField, useDraftValue } from '../../form/field.tsx'
import { NumberField } from '../../form/parsed-field.tsx'
import { decimalsOf } from '../../format/numbers.ts'
import { useEngine } from '../../page/page-context.ts'
import { RULE_DESCRIPTIONS } from './rule-text.ts'

const COLUMNS = ['Watched', 'Priority', 'Below', 'Above', 'Deadband', 'On delay (s)', 'Off delay (s)']

/** How each kind of alarm is set; one that nobody has set is as to begin with. */
export function AlarmSettings() {
  const saved = useEngine((state) => state.settings)
  if (saved === null) return null
  return (
    <DraftForm saved={saved} store={alarmsDraft} label="Alarm settings" askFor={describeMissingNumber}>
      {window.ecopulse !== undefined && <AppNotificationSettings />}
      <section className="panel alarm-rules-panel" aria-labelledby="rules-title">
        <div className="panel-title">
          <h3 id="rules-title">What raises an alarm</h3>
          <span>high: act at once · medium: act soon · low: act in this shift</span>
        </div>
        <table className="alarm-rules">
          <thead>
            <tr>
              <th scope="col">Alarm</th>
              {COLUMNS.map((head) => (
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
function AppNotificationSettings() {
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
function describeMissingNumber(field: string): string | null {
  if (/\.(low|high)$/.test(field)) return 'Enter a number, or nothing for no limit.'
  return field.startsWith('alarms.') ? 'Enter a number, 0 or more.' : null
}

function RuleRow({ kind }: { readonly kind: AlarmKind }) {
  const path = ['alarms', kind]
  const { value, change } = useDraftValue(path)
  const { watches, unit, limits } = RULE_DESCRIPTIONS[kind]
  const name = ALARM_KIND_LABELS[kind]
  const defaultRule = DEFAULT_ALARM_RULES[kind]
  const isCustomized = value !== undefined
  return (
    <tr data-kind={kind}>
      <th scope="row">
        {name} <span className="unit">{unit}</span>
        <small>{watches}</small>
      </th>
      <RuleCell head={COLUMNS[0]}>
        {isCustomized ? (
          <CheckField path={[...path, 'enabled']} label={`${name} is watched`} inTable />
        ) : defaultRule.enabled ? (
          'yes'
        ) : (
          'no'
        )}
      </RuleCell>
      <RuleCell head={COLUMNS[1]}>
        {isCustomized ? (
          <SelectField
            path={[...path, 'priority']}
            label={`Priority of ${name}`}
            options={ALARM_PRIORITIES.map((each) => [each, PRIORITY_LABELS[each]] as const)}
            inTable
          />
        ) : (
          PRIORITY_LABELS[defaultRule.priority]
        )}
      </RuleCell>
      {NUMBER_COLUMNS.map(({ key, head, label, nullable, unitOf }) => (
        <RuleCell key={key} head={head}>
          {(key === 'low' || key === 'high') && !limits.includes(key) ? (
            <span aria-hidden="true">–</span>
          ) : isCustomized ? (
            <NumberField path={[...path, key]} label={`${label} of ${name}`} nullable={nullable} inTable />
          ) : (
            formatRuleNumber(defaultRule, key, unitOf ?? unit)
          )}
        </RuleCell>
      ))}
      <td className="rule-action">
        {isCustomized ? (
          <button type="button" aria-label={`${name} as to begin with`} onClick={() => change(undefined)}>
            As to begin with
          </button>
        ) : (
          <button type="button" aria-label={`Set ${name}`} onClick={() => change(defaultRule)}>
            Set
          </button>
        )}
      </td>
    </tr>
  )
}

const NUMBER_COLUMNS = [
  { key: 'low', head: 'Below', label: 'Lower limit', nullable: true, unitOf: null },
  { key: 'high', head: 'Above', label: 'Upper limit', nullable: true, unitOf: null },
  { key: 'deadband', head: 'Deadband', label: 'Deadband', nullable: false, unitOf: null },
  { key: 'onDelaySeconds', head: 'On delay (s)', label: 'On delay', nullable: false, unitOf: 's' },
  { key: 'offDelaySeconds', head: 'Off delay (s)', label: 'Off delay', nullable: false, unitOf: 's' },
] as const

function formatRuleNumber(rule: AlarmRule, key: (typeof NUMBER_COLUMNS)[number]['key'], unit: string): string {
  const value = rule[key]
  if (value === null) return '–'
  return unit === 's' ? formatNumber(value, 0) : formatNumber(value, Number.isInteger(value) ? 0 : decimalsOf(unit, 1))
}

function RuleCell({ head, children }: { readonly head: string | undefined; readonly children: React.ReactNode }) {
  return <td data-part={head}>{children}</td>
}
