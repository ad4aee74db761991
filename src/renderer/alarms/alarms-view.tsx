export default function AlarmsView() {
  return <p className="empty">Alarms</p>
}
