import { expect, test } from 'vitest'
import { comparisonTable } from './comparison-table.ts'

test('the model stands beside the three naive forecasts, in columns', () => {
  const score = { mape: 2.345, wape: 3, maeKw: 12.34, pinballKw: 4.5, coverage: 80.04 }
  const table = comparisonTable({
    windows: 3357,
    lstm: score,
    persistence: { ...score, mape: 10.1 },
    yesterday: score,
    'last week': score,
  })
  expect(table.split('\n')).toEqual([
    '3357 windows            MAPE    WAPE      MAE  pinball  P10–P90 covers',
    'LSTM                  2.35 %  3.00 %  12.3 kW  4.50 kW          80.0 %',
    'persistence          10.10 %  3.00 %  12.3 kW  4.50 kW          80.0 %',
    'same time yesterday   2.35 %  3.00 %  12.3 kW  4.50 kW          80.0 %',
    'same time last week   2.35 %  3.00 %  12.3 kW  4.50 kW          80.0 %',
  ])
})
