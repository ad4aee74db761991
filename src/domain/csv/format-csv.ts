/** A cell: a text, a number that is written unrounded, or null for nothing. */
export type CsvCell = string | number | null

/**
 * A spreadsheet computes a text that begins so. OWASP, «CSV Injection»:
 * https://owasp.org/www-community/attacks/CSV_Injection
 */
const FORMULA = /^[=+\-@\t\r]/
const NEEDS_QUOTES = /[",\r\n]/

/**
 * Rows as CSV (RFC 4180), the last line ended like the others. A text that a spreadsheet would take for a formula is led
 * by an apostrophe: names and reasons are typed by people, or read from files. Numbers stay as they are.
 *
 * Written here, and not by csv-stringify: that is 11 KB gzipped for the page, which has 300 KB in all.
 * @param lineEnd The line end of RFC 4180 (CR LF) where it is left out.
 */
export function formatCsv(rows: readonly (readonly CsvCell[])[], lineEnd: '\r\n' | '\n' = '\r\n'): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}${lineEnd}`).join('')
}

function formatCell(cell: CsvCell): string {
  if (cell === null) return ''
  if (typeof cell === 'number') return String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
