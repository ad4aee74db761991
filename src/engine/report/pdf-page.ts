import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type PDFDocument from 'pdfkit'

/** The document that pdfkit makes; the library is loaded with the first report, and not before. */
export type Pdf = InstanceType<typeof PDFDocument>

/** A column of a table: its share of the width, and how its cells are aligned. */
export interface PdfColumn {
  readonly title: string
  readonly share: number
  readonly align?: 'left' | 'right'
}

/** A report's parts, one below the other; another page begins where one is full. */
export interface PdfPage {
  heading(text: string): void
  paragraph(text: string): void
  /** A label and a large figure side by side, in equal columns. */
  figures(all: readonly { readonly label: string; readonly figure: string; readonly detail: string }[]): void
  table(columns: readonly PdfColumn[], rows: readonly (readonly string[])[], last?: readonly string[]): void
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

/** An A4 document with a title, and nothing else yet. */
export async function openPdf(title: string, subtitle: string): Promise<PdfPage> {
  const { default: Document } = await import('pdfkit')
  const pdf: Pdf = new Document({ size: 'A4', margin: MARGIN, bufferPages: true, info: { Title: title } })
  pdf.registerFont('text', readFont('DejaVuSans.ttf'))
  pdf.registerFont('bold', readFont('DejaVuSans-Bold.ttf'))
  const page = new PdfKitPage(pdf)
  page.title(title, subtitle)
  return page
}

type Figure = Parameters<PdfPage['figures']>[0][number]

class PdfKitPage implements PdfPage {
  readonly #pdf: Pdf
  readonly #width: number
  readonly #bytes: Promise<Buffer>

  constructor(pdf: Pdf) {
    this.#pdf = pdf
    this.#width = pdf.page.width - 2 * MARGIN
    const chunks: Buffer[] = []
    this.#bytes = new Promise<Buffer>((resolve, refuse) => {
      pdf.on('data', (chunk: Buffer) => chunks.push(chunk))
      pdf.on('end', () => resolve(Buffer.concat(chunks)))
      pdf.on('error', refuse)
    })
  }

  title(title: string, subtitle: string): void {
    const width = this.#width
    this.#pdf.font('bold').fontSize(18).fillColor(INK).text(title, { width })
    this.#pdf.font('text').fontSize(9.5).fillColor(DIM).text(subtitle, { width }).moveDown(0.8)
  }

  heading(text: string): void {
    this.#makeRoom(60)
    const pdf = this.#pdf.moveDown(0.9).font('bold').fontSize(11.5).fillColor(INK)
    pdf.text(text, MARGIN, pdf.y, { width: this.#width }).moveDown(0.35)
  }

  paragraph(text: string): void {
    const [pdf, width] = [this.#pdf, this.#width]
    pdf.font('text').fontSize(8.5).fillColor(DIM)
    this.#makeRoom(pdf.heightOfString(text, { width }))
    pdf.text(text, MARGIN, pdf.y, { width }).moveDown(0.3)
  }

  figures(all: readonly Figure[]): void {
    this.#makeRoom(54)
    const top = this.#pdf.y
    const column = this.#width / all.length
    for (const [i, figure] of all.entries()) this.#figure(figure, MARGIN + i * column, top, column - 8)
    this.#pdf.y = top + 50
  }

  table(columns: readonly PdfColumn[], rows: readonly (readonly string[])[], last?: readonly string[]): void {
    const titles = columns.map((column) => column.title)
    this.#row(columns, titles, 'text', DIM)
    this.#rule()
    for (const row of rows) this.#row(columns, row, 'text', INK)
    if (last === undefined) return
    this.#rule()
    this.#row(columns, last, 'bold', INK)
  }

  picture(height: number, draw: (pdf: Pdf, left: number, top: number, width: number) => void): void {
    this.#makeRoom(height)
    const top = this.#pdf.y
    draw(this.#pdf, MARGIN, top, this.#width)
    this.#pdf.y = top + height
    this.#pdf.x = MARGIN
  }

  end(footer: string): Promise<Buffer> {
    const [pdf, width] = [this.#pdf, this.#width]
    const { start, count } = pdf.bufferedPageRange()
    for (let page = start; page < start + count; page += 1) {
      pdf.switchToPage(page)
      // Below the margin pdfkit would begin another page.
      pdf.page.margins.bottom = 0
      pdf.font('text').fontSize(7.5).fillColor(DIM)
      pdf.text(`${footer} · page ${page + 1} of ${count}`, MARGIN, pdf.page.height - MARGIN + 6, { width })
    }
    pdf.end()
    return this.#bytes
  }

  #makeRoom(height: number): void {
    const bottom = this.#pdf.page.height - MARGIN - 20
    if (this.#pdf.y + height > bottom) this.#pdf.addPage()
  }

  #figure({ label, figure, detail }: Figure, left: number, top: number, width: number): void {
    const pdf = this.#pdf
    pdf.font('text').fontSize(8).fillColor(DIM).text(label, left, top, { width })
    const figureTop = top + 12
    pdf.font('bold').fontSize(13).fillColor(INK).text(figure, left, figureTop, { width })
    const detailTop = top + 30
    pdf.font('text').fontSize(8).fillColor(DIM).text(detail, left, detailTop, { width })
  }

  #row(columns: readonly PdfColumn[], cells: readonly string[], style: 'text' | 'bold', color: string): void {
    const pdf = this.#pdf
    const widthOf = ({ share }: PdfColumn) => share * this.#width - 6
    pdf.font(style).fontSize(8)
    const heights = columns.map((column, i) => pdf.heightOfString(cells[i] ?? '', { width: widthOf(column) }))
    const height = Math.max(ROW_HEIGHT, ...heights.map((each) => each + 5))
    this.#makeRoom(height)
    const top = pdf.y
    let left = MARGIN
    for (const [i, column] of columns.entries()) {
      const { align = 'left' } = column
      pdf.fillColor(color).text(cells[i] ?? '', left, top, { width: widthOf(column), align })
      left += column.share * this.#width
    }
    pdf.y = top + height
  }

  #rule(): void {
    const pdf = this.#pdf.strokeColor(RULE).lineWidth(0.6)
    const y = pdf.y - 3
    pdf.moveTo(MARGIN, y)
    pdf.lineTo(MARGIN + this.#width, y).stroke()
  }
}

/** A font that also has Greek, Cyrillic and the signs of currencies: the names of sites and loads are free text. */
function readFont(file: string): Buffer {
  const require = createRequire(import.meta.url)
  return readFileSync(join(dirname(require.resolve('dejavu-fonts-ttf/package.json')), 'ttf', file))
}
