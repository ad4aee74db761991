export default function LoadsView() {
  return <p className="empty">Loads</p>
}
