import { PDFDocument, type PDFFont, rgb, StandardFonts } from 'pdf-lib'
import { pageSizes } from '../../contract/index.ts'

/** One picture of a contact sheet with its lines. */
export interface SheetCell {
  readonly jpeg: Uint8Array
  readonly lines: readonly string[]
}

/** How cells lie on a page. */
export interface SheetLayout {
  readonly title: string
  readonly pageSize: keyof typeof pageSizes
  readonly orientation: 'portrait' | 'landscape'
  readonly columns: number
  readonly rows: number
}

const margin = 28
const gap = 10
const headHeight = 22
const fontSize = 7.5
const lineHeight = 10
const black = rgb(0, 0, 0)
const grey = rgb(0.4, 0.4, 0.4)

/** A line as far as the font has its letters (others become `?`) and the width allows. */
const fitting = (text: string, font: PDFFont, width: number): { readonly text: string; readonly whole: boolean } => {
  const known = new Set(font.getCharacterSet())
  const letters = [...text.replaceAll(/\s+/g, ' ')]
  const written = letters.map((letter) => (known.has(letter.codePointAt(0) ?? 0) ? letter : '?'))
  const whole = written.every((letter, index) => letter === letters[index])
  let line = written.join('')
  if (font.widthOfTextAtSize(line, fontSize) <= width) return { text: line, whole }
  while (line.length > 0 && font.widthOfTextAtSize(`${line}...`, fontSize) > width) line = line.slice(0, -1)
  return { text: `${line}...`, whole }
}

/** A contact sheet as PDF. `isWhole`: whether every letter could be written. */
export const contactSheetPdf = async (
  cells: readonly SheetCell[],
  { title, pageSize, orientation, columns, rows }: SheetLayout,
): Promise<{ readonly bytes: Uint8Array; readonly isWhole: boolean }> => {
  const document = await PDFDocument.create()
  document.setTitle(title)
  const font = await document.embedFont(StandardFonts.Helvetica)
  const [short, long] = pageSizes[pageSize]
  const [width, height] = orientation === 'portrait' ? [short, long] : [long, short]
  const perPage = columns * rows
  const pages = Math.max(1, Math.ceil(cells.length / perPage))
  const lines = Math.max(0, ...cells.map((cell) => cell.lines.length))
  const cellWidth = (width - 2 * margin - (columns - 1) * gap) / columns
  const cellHeight = (height - 2 * margin - headHeight - (rows - 1) * gap) / rows
  const pictureHeight = Math.max(10, cellHeight - lines * lineHeight - 4)
  let isWhole = true
  for (let index = 0; index < pages; index += 1) {
    const page = document.addPage([width, height])
    const head = fitting(`${title}   ${index + 1} / ${pages}`, font, width - 2 * margin)
    isWhole &&= head.whole
    page.drawText(head.text, { x: margin, y: height - margin - fontSize, size: fontSize + 1.5, font, color: black })
    for (const [place, cell] of cells.slice(index * perPage, (index + 1) * perPage).entries()) {
      const left = margin + (place % columns) * (cellWidth + gap)
      const top = height - margin - headHeight - Math.floor(place / columns) * (cellHeight + gap)
      const picture = await document.embedJpg(cell.jpeg)
      const size = picture.scaleToFit(cellWidth, pictureHeight)
      page.drawImage(picture, { x: left, y: top - size.height, width: size.width, height: size.height })
      for (const [number, line] of cell.lines.entries()) {
        const written = fitting(line, font, cellWidth)
        isWhole &&= written.whole
        page.drawText(written.text, {
          x: left,
          y: top - size.height - lineHeight * (number + 1),
          size: fontSize,
          font,
          color: number === 0 ? black : grey,
        })
      }
    }
  }
  return { bytes: await document.save(), isWhole }
}
