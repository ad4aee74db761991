import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatCsv } from './format-csv.ts'

test('cells are written as they are, nothing as nothing, and what would break a line is quoted', () => {
  expect(
    formatCsv([
      ['a', 'b'],
      ['x "y", z', null],
      ['two\nlines', -1.25],
    ]),
  ).toBe('a,b\r\n"x ""y"", z",\r\n"two\nlines",-1.25\r\n')
  expect(formatCsv([[1, 2], [3]], '\n')).toBe('1,2\n3\n')
  expect(formatCsv([])).toBe('')
})

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('the text %j is no formula to a spreadsheet', (text) => {
  expect(parse(formatCsv([[text]]), { relax_column_count: true })).toEqual([[`'${text}`]])
})

test('a formula that needs quotes has its apostrophe within them', () => {
  expect(formatCsv([['=HYPERLINK("http://x")']])).toBe('"\'=HYPERLINK(""http://x"")"\r\n')
})

test('numbers below nought stay numbers', () => {
  expect(formatCsv([[-1.5, -2e-7]])).toBe('-1.5,-2e-7\r\n')
})

test('what is written is read back by another reader', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', ',', '\n', '\r', ' ', 'é') })
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constant('id'), text, text), { minLength: 1 }), (rows) => {
      const guarded = rows.map((row) => row.map((cell) => (cell.startsWith('\r') ? `'${cell}` : cell)))
      expect(parse(formatCsv(rows), { record_delimiter: '\r\n' })).toEqual(guarded)
    }),
  )
})
