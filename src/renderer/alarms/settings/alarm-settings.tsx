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
import { type Column, DataTable } from '../../table/data-table.tsx'
import { RULE_DESCRIPTIONS } from './rule-text.ts'
import './alarm-settings.css'

/** The rules of each kind of alarm; one that was not changed has its defaults. */
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
        <DataTable
          className="alarm-rules"
          caption="Each kind of alarm, and how it is set"
          columns={COLUMNS}
          rows={ALARM_KINDS}
          rowKey={(kind) => kind}
          rowProps={(kind) => ({ 'data-kind': kind })}
          cards
        />
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

/** Of the app alone: a browser's notifications are turned on above. */
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

/** The operator's own rule for a kind, or the one to begin with, and how to change it. */
function useRule(kind: AlarmKind) {
  const path = ['alarms', kind]
  const { value, change } = useDraftValue(path)
  return { path, own: value !== undefined, change, usual: DEFAULT_ALARM_RULES[kind], name: ALARM_KIND_LABELS[kind] }
}

interface RuleProps {
  readonly kind: AlarmKind
}

function RuleName({ kind }: RuleProps) {
  const { watches, unit } = RULE_DESCRIPTIONS[kind]
  return (
    <>
      {ALARM_KIND_LABELS[kind]} <span className="unit">{unit}</span>
      <small>{watches}</small>
    </>
  )
}

function Watched({ kind }: RuleProps) {
  const { path, own: isCustomized, usual: defaultRule, name } = useRule(kind)
  if (isCustomized) return <CheckField path={[...path, 'enabled']} label={`${name} is watched`} inTable />
  return defaultRule.enabled ? 'yes' : 'no'
}

function Priority({ kind }: RuleProps) {
  const { path, own: isCustomized, usual: defaultRule, name } = useRule(kind)
  if (!isCustomized) return PRIORITY_LABELS[defaultRule.priority]
  return (
    <SelectField
      path={[...path, 'priority']}
      label={`Priority of ${name}`}
      options={ALARM_PRIORITIES.map((each) => [each, PRIORITY_LABELS[each]] as const)}
      inTable
    />
  )
}

function NumberPart({ kind, part }: RuleProps & { readonly part: (typeof NUMBER_COLUMNS)[number] }) {
  const { path, own: isCustomized, usual: defaultRule, name } = useRule(kind)
  const { key, label, nullable, unitOf } = part
  const { unit, limits } = RULE_DESCRIPTIONS[kind]
  if ((key === 'low' || key === 'high') && !limits.includes(key)) return <span aria-hidden="true">–</span>
  if (!isCustomized) return formatRuleNumber(defaultRule, key, unitOf ?? unit)
  return <NumberField path={[...path, key]} label={`${label} of ${name}`} nullable={nullable} inTable />
}

function RuleAction({ kind }: RuleProps) {
  const { own: isCustomized, usual: defaultRule, name, change } = useRule(kind)
  return isCustomized ? (
    <button type="button" aria-label={`${name} as to begin with`} onClick={() => change(undefined)}>
      As to begin with
    </button>
  ) : (
    <button type="button" aria-label={`Set ${name}`} onClick={() => change(defaultRule)}>
      Set
    </button>
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

const COLUMNS: readonly Column<AlarmKind>[] = [
  { kind: 'name', head: 'Alarm', width: '24rem', cell: (kind) => <RuleName kind={kind} /> },
  { kind: 'field', head: 'Watched', cell: (kind) => <Watched kind={kind} /> },
  { kind: 'field', head: 'Priority', cell: (kind) => <Priority kind={kind} /> },
  ...NUMBER_COLUMNS.map(
    (part): Column<AlarmKind> => ({
      kind: 'field',
      head: part.head,
      cell: (kind) => <NumberPart kind={kind} part={part} />,
    }),
  ),
  {
    kind: 'action',
    head: '',
    width: '10rem',
    narrow: 'line',
    cell: (kind) => <RuleAction kind={kind} />,
  },
]
