import { useEffect, useEffectEvent, useRef } from 'react'
import { useLocation } from 'wouter'
import { useStore } from 'zustand'
import type { Alarm } from '../../domain/alarms/alarm.ts'
import { PRIORITY_LABELS, pluralize } from '../alarm-feed/alarm-text.ts'
import { requestedAlarm } from '../alarm-feed/requested-alarm.ts'
import { AlarmMark } from '../alarms/alarm-mark.tsx'
import { useAlarmCalls, useAlarms } from '../alarms/use-alarms.ts'
import { isTyping } from '../form/is-typing.ts'
import { usePage } from '../page/page-context.ts'
import './alarm-banner.css'

/** So long after another alarm took the place of the one shown, what is pressed was meant for the one before, in ms. */
const MISCLICK_MS = 400

/** In every view: the most urgent unacknowledged alarm. Its row is there as long as there is one. */
export function AlarmBanner() {
  useShowRequestedAlarm()
  const first = useAlarms(({ unacknowledged }) => unacknowledged[0])
  return (
    <>
      <p className="visually-hidden" role="alert">
        <AlarmAnnouncement alarm={first} />
      </p>
      {first !== undefined && <AlarmBannerContent alarm={first} />}
    </>
  )
}

/** Opens the Alarms view when an alarm is requested; the list there then focuses it. */
function useShowRequestedAlarm(): void {
  const [, navigate] = useLocation()
  const requestedId = useStore(requestedAlarm, ({ id }) => id)
  useEffect(() => {
    if (requestedId !== null) navigate('/alarms')
  }, [requestedId, navigate])
}

/** Read out once for each alarm: figures that change are not read out again. */
function AlarmAnnouncement({ alarm }: { readonly alarm: Alarm | undefined }) {
  const announced = useRef({ id: '', text: '' })
  if (announced.current.id !== (alarm?.id ?? ''))
    announced.current =
      alarm === undefined
        ? { id: '', text: '' }
        : { id: alarm.id, text: `${PRIORITY_LABELS[alarm.priority]} alarm: ${alarm.message}` }
  return announced.current.text
}

function AlarmBannerContent({ alarm }: { readonly alarm: Alarm }) {
  const { signals } = usePage()
  const others = useAlarms(({ unacknowledged }) => unacknowledged.length - 1)
  const { acknowledge, failure } = useAcknowledge(alarm)
  const showAlarm = () => requestedAlarm.setState({ id: alarm.id })
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return
    if (event.key === '!') acknowledge()
    else if (event.key === 'F2') showAlarm()
    else if (event.key.toLowerCase() === 'q') signals.sound.silence()
    else return
    event.preventDefault()
  })
  useEffect(() => {
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return (
    <section className="alarm-banner" aria-label="Most urgent alarm" data-priority={alarm.priority}>
      <span className="alarm-banner-priority">
        <AlarmMark priority={alarm.priority} state={alarm.state} />
        {PRIORITY_LABELS[alarm.priority]}
      </span>
      <span className="alarm-banner-message" title={alarm.message}>
        {failure === '' ? (
          <>
            {alarm.message}
            {alarm.state === 'returnedUnacknowledged' && <small> (over)</small>}
          </>
        ) : (
          <span role="alert">{`Not acknowledged. ${failure}`}</span>
        )}
      </span>
      <span className="alarm-banner-more">{others > 0 && `and ${pluralize(others, 'more', 'more')}`}</span>
      <SilenceButton />
      <span className="alarm-banner-act">
        <button type="button" onClick={acknowledge}>
          Acknowledge <kbd>!</kbd>
        </button>
        <button type="button" onClick={showAlarm}>
          Show <kbd>F2</kbd>
        </button>
      </span>
    </section>
  )
}

/** Acknowledges the alarm that is shown, unless it took another's place a moment ago. */
function useAcknowledge(alarm: Alarm) {
  const { ask, failure } = useAlarmCalls()
  const shown = useRef({ id: alarm.id, changedAt: Number.NEGATIVE_INFINITY })
  const requestedId = useRef('')
  useEffect(() => {
    if (shown.current.id === alarm.id) return
    const wasRequested = requestedId.current === shown.current.id
    shown.current = { id: alarm.id, changedAt: wasRequested ? Number.NEGATIVE_INFINITY : performance.now() }
  }, [alarm.id])
  const acknowledge = () => {
    if (performance.now() - shown.current.changedAt < MISCLICK_MS) return
    requestedId.current = alarm.id
    void ask('acknowledgeAlarms', { ids: [alarm.id] })
  }
  return { acknowledge, failure }
}

/** Ends the tones of the alarms that are there, and shows where none can be played. It keeps its width. */
function SilenceButton() {
  const { sound, tones } = usePage().signals
  const { sounding, muted } = useStore(sound.state)
  const audible = useStore(tones.audible, (state) => state.audible)
  if (muted) return <span className="alarm-banner-sound">Sound is muted</span>
  if (sounding === null) return <span className="alarm-banner-sound">Silenced</span>
  if (audible === 'waiting') return <span className="alarm-banner-sound">Silent until a click or key</span>
  if (audible === 'missing') return <span className="alarm-banner-sound">No sound in this browser</span>
  return (
    <button type="button" className="alarm-banner-sound" onClick={() => sound.silence()}>
      Silence <kbd>Q</kbd>
    </button>
  )
}
