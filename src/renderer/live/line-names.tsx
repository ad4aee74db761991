import { DefaultZIndexes, usePlotArea, useYAxisScale, ZIndexLayer } from 'recharts'
import type { Forecast } from '../../domain/forecast.ts'
import { rootFontSize } from '../chart/use-size.ts'

/** Names the expected and the naive line at their right ends, each on the side away from the other. */
export function LineNames({ forecast, naive }: { readonly forecast: Forecast; readonly naive: string }) {
  const yScale = useYAxisScale()
  const area = usePlotArea()
  const last = forecast.steps.at(-1)
  if (yScale === undefined || area === undefined || last === undefined) return null
  const rem = rootFontSize()
  const x = area.x + area.width - rem * 0.3
  const p50 = yScale(last.loadKw.p50) ?? 0
  const beside = yScale(last.naiveKw) ?? 0
  const below = beside >= p50
  const upper = area.y + rem * 2
  const lower = area.y + area.height - rem * 0.6
  const text = (y: number, name: string, className: string) => (
    <text x={x} y={Math.min(lower, Math.max(upper, y))} textAnchor="end" className={`end-label ${className}`}>
      {name}
    </text>
  )
  if (forecast.method === 'naive') {
    return (
      <ZIndexLayer zIndex={DefaultZIndexes.label}>
        {text(p50 - rem * 0.5, `naive: ${naive}`, 'label-forecast')}
      </ZIndexLayer>
    )
  }
  return (
    <ZIndexLayer zIndex={DefaultZIndexes.label}>
      {text(below ? p50 - rem * 0.5 : p50 + rem * 1.1, 'expected', 'label-forecast')}
      {text(below ? beside + rem * 1.1 : beside - rem * 0.5, naive, 'label-forecast')}
    </ZIndexLayer>
  )
}
