export default function TariffView() {
  return <p className="empty">Tariff</p>
}
