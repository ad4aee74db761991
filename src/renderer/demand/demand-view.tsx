export default function DemandView() {
  return <p className="empty">Demand</p>
}
