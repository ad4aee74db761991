import type { HorizonSkill, SkillSpan } from '../../../contract/schemas/models.ts'
import { Segmented } from '../../form/segmented.tsx'
import { formatMoment } from '../../format/times.ts'
import { useEngine } from '../../page/page-context.ts'
import type { ModelAddress, ScoreSpan } from '../model-address.ts'
import { describeHeadline, describeSkillSpan } from './score-text.ts'
import { SkillTable } from './skill-table.tsx'
import './skill.css'

const SPAN_OPTIONS = [
  { value: 'day', text: 'Day' },
  { value: 'week', text: 'Week' },
  { value: 'month', text: 'Month' },
] as const satisfies readonly { value: ScoreSpan; text: string }[]

interface SkillPanelProps {
  readonly address: ModelAddress
  readonly change: (changes: Partial<ModelAddress>) => void
}

/** How right the forecasts of a horizon were, the model's beside the naive ones. */
export function SkillPanel({ address, change }: SkillPanelProps) {
  const known = useEngine((state) => state.epoch > 0)
  const skill = useEngine((state) => state.skill?.[address.horizon] ?? null)
  const zone = useEngine((state) => state.settings?.site.zone ?? 'UTC')
  const span = skill?.[address.score] ?? null
  const headline = span === null ? null : describeHeadline(span, address.score)
  return (
    <section className="panel skill-panel" aria-labelledby="skill-title">
      <div className="panel-title">
        <h2 id="skill-title">How right</h2>
        {headline === null ? (
          <span>{known ? 'not known yet' : ''}</span>
        ) : (
          <>
            <span className="expected">
              <strong>{headline.figure}</strong> {headline.when}
            </span>
            <span className="beside">{headline.beside}</span>
          </>
        )}
      </div>
      {skill !== null && <SkillRemarks skill={skill} zone={zone} />}
      <Segmented
        label="Scores of the last"
        options={SPAN_OPTIONS}
        chosen={address.score}
        onChoose={(score) => change({ score })}
      />
      {span === null || isEmpty(span) ? (
        <p className="empty">{known ? NOTHING_YET : 'Waiting for the engine…'}</p>
      ) : (
        <>
          <SkillTable span={span} />
          <p className="hint">{describeSkillSpan(span, zone)}</p>
        </>
      )}
    </section>
  )
}

const NOTHING_YET =
  'No forecast has come true yet. The first figures stand here a quarter-hour after the first forecast; leave the plant connected.'

function isEmpty({ model, forecast, naive }: SkillSpan): boolean {
  return [model, forecast, ...Object.values(naive)].every((score) => score === null)
}

/**
 * What an operator should know of the model: that a naive forecast is shown in its place, that its inputs have changed.
 */
function SkillRemarks({ skill: { standIn, drift }, zone }: { readonly skill: HorizonSkill; readonly zone: string }) {
  return (
    <>
      {standIn !== null && (
        <p className="remark">
          <strong>A naive forecast stands in</strong>
          {` since ${formatMoment(standIn.since, zone)}. ${standIn.reason}`}
        </p>
      )}
      {drift !== null && (
        <p className="remark">
          <strong>The inputs have drifted.</strong>
          {` ${drift}`}
        </p>
      )}
    </>
  )
}
