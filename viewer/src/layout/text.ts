/** Widths of text as the page will draw it, so that boxes fit their names in any font. */

const FAMILY = "ui-sans-serif, system-ui, 'Segoe UI', 'Helvetica Neue', 'DejaVu Sans', sans-serif"
export const NAME_FONT = `550 12.5px ${FAMILY}`
export const SMALL_FONT = `10.5px ${FAMILY}`

const canvas = document.createElement('canvas').getContext('2d') as CanvasRenderingContext2D
const widths = new Map<string, number>()
/** Texts whose widths are remembered; names repeat, activities with numbers in them do not. */
const REMEMBERED = 4000

export function widthOf(text: string, font: string): number {
  const key = `${font}\n${text}`
  const known = widths.get(key)
  if (known !== undefined) return known
  if (canvas.font !== font) canvas.font = font
  const { width } = canvas.measureText(text)
  if (widths.size >= REMEMBERED) widths.clear()
  widths.set(key, width)
  return width
}

/** The text, or as much of its beginning as fits, with an ellipsis. */
export function fitted(text: string, font: string, width: number): string {
  return cut(text, font, width, kept => `${text.slice(0, kept)}…`)
}

/** The text, or as much of its beginning and its end as fits: names of a kind often differ in their ends alone. */
export function shortened(text: string, font: string, width: number): string {
  return cut(text, font, width, kept => {
    const end = kept >> 1
    return `${text.slice(0, kept - end)}…${text.slice(text.length - end)}`
  })
}

/** The longest of the shortened texts that fits, by bisection. */
function cut(text: string, font: string, width: number, keep: (kept: number) => string): string {
  if (widthOf(text, font) <= width) return text
  let low = 0
  let high = text.length - 1
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (widthOf(keep(middle), font) <= width) low = middle
    else high = middle - 1
  }
  return keep(low)
}
