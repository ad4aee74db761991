/** One row of a chart: its place on the time axis and a value, a pair or nothing for each series. */
export interface ChartRow {
  readonly x: number
  readonly [series: string]: number | readonly [number, number] | null
}
