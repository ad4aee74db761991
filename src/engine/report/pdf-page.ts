import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type PDFDocument from 'pdfkit'

/** The document that pdfkit makes; the library is loaded when a report is asked for, and not before. */
export type Pdf = InstanceType<typeof PDFDocument>

/** A column of a table: its share of the width, and where its cells stand. */
export interface Column {
  readonly title: string
  readonly share: number
  readonly align?: 'left' | 'right'
}

/** A report's parts, one below the other; pages are turned where they end. */
export interface PdfPage {
  heading(text: string): void
  paragraph(text: string): void
  /** A label and a large figure side by side, in equal columns. */
  figures(all: readonly { readonly label: string; readonly figure: string; readonly detail: string }[]): void
  table(columns: readonly Column[], rows: readonly (readonly string[])[], last?: readonly string[]): void
  /** Room of `height` points over the whole width: `draw` gets its left and upper edge and its width. */
  picture(height: number, draw: (pdf: Pdf, left: number, top: number, width: number) => void): void
  /** Ends the document. @returns Its bytes. */
  end(footer: string): Promise<Buffer>
}

export const INK = '#22272b'
export const DIM = '#5d656c'
export const RULE = '#c4c9cd'
const MARGIN = 48
const ROW_HEIGHT = 15

/** An empty A4 document with a title. */
export async function openPdf(title: string, subtitle: string): Promise<PdfPage> {
  const { default: Document } = await import('pdfkit')
  const pdf: Pdf = new Document({ size: 'A4', margin: MARGIN, bufferPages: true, info: { Title: title } })
  const chunks: Buffer[] = []
  const ended = new Promise<Buffer>((resume, refuse) => {
    pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
    pdf.on('end', () => resume(Buffer.concat(chunks)))
    pdf.on('error', refuse)
  })
  pdf.registerFont('text', readFont('DejaVuSans.ttf'))
  pdf.registerFont('bold', readFont('DejaVuSans-Bold.ttf'))
  const width = pdf.page.width - 2 * MARGIN
  const bottom = () => pdf.page.height - MARGIN - 20
  const makeRoom = (height: number) => {
    if (pdf.y + height > bottom()) pdf.addPage()
  }
  pdf.font('bold').fontSize(18).fillColor(INK).text(title, { width })
  pdf.font('text').fontSize(9.5).fillColor(DIM).text(subtitle, { width }).moveDown(0.8)

  return {
    heading(text) {
      makeRoom(60)
      pdf.moveDown(0.9).font('bold').fontSize(11.5).fillColor(INK).text(text, MARGIN, pdf.y, { width }).moveDown(0.35)
    },
    paragraph(text) {
      pdf.font('text').fontSize(8.5).fillColor(DIM)
      makeRoom(pdf.heightOfString(text, { width }))
      pdf.text(text, MARGIN, pdf.y, { width }).moveDown(0.3)
    },
    figures(all) {
      makeRoom(54)
      const top = pdf.y
      const column = width / all.length
      for (const [i, { label, figure, detail }] of all.entries()) {
        const left = MARGIN + i * column
        const within = { width: column - 8 }
        pdf.font('text').fontSize(8).fillColor(DIM).text(label, left, top, within)
        pdf
          .font('bold')
          .fontSize(13)
          .fillColor(INK)
          .text(figure, left, top + 12, within)
        pdf
          .font('text')
          .fontSize(8)
          .fillColor(DIM)
          .text(detail, left, top + 30, within)
      }
      pdf.y = top + 50
    },
    table(columns, rows, last) {
      const line = (cells: readonly string[], style: 'text' | 'bold', color: string) => {
        pdf.font(style).fontSize(8)
        const heights = columns.map(({ share }, i) => pdf.heightOfString(cells[i] ?? '', { width: share * width - 6 }))
        const height = Math.max(ROW_HEIGHT, ...heights.map((each) => each + 5))
        makeRoom(height)
        const top = pdf.y
        let left = MARGIN
        for (const [i, { share, align = 'left' }] of columns.entries()) {
          pdf.fillColor(color).text(cells[i] ?? '', left, top, { width: share * width - 6, align })
          left += share * width
        }
        pdf.y = top + height
      }
      const rule = () => {
        pdf.strokeColor(RULE).lineWidth(0.6)
        pdf
          .moveTo(MARGIN, pdf.y - 3)
          .lineTo(MARGIN + width, pdf.y - 3)
          .stroke()
      }
      line(
        columns.map((column) => column.title),
        'text',
        DIM,
      )
      rule()
      for (const row of rows) line(row, 'text', INK)
      if (last === undefined) return
      rule()
      line(last, 'bold', INK)
    },
    picture(height, draw) {
      makeRoom(height)
      const top = pdf.y
      draw(pdf, MARGIN, top, width)
      pdf.y = top + height
      pdf.x = MARGIN
    },
    end(footer) {
      const { start, count } = pdf.bufferedPageRange()
      for (let page = start; page < start + count; page += 1) {
        pdf.switchToPage(page)
        // Below the margin pdfkit would turn the page.
        pdf.page.margins.bottom = 0
        pdf.font('text').fontSize(7.5).fillColor(DIM)
        pdf.text(`${footer} · page ${page + 1} of ${count}`, MARGIN, pdf.page.height - MARGIN + 6, { width })
      }
      pdf.end()
      return ended
    },
  }
}

/** A font that also knows Greek, Cyrillic and the signs of currencies: the names of sites and loads are free text. */
function readFont(file: string): Buffer {
  const require = createRequire(import.meta.url)
  return readFileSync(join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf', file))
}
