/** Observable Plot on a document that needs no browser. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const { document } = parseHTML('<!doctype html><html><body></body></html>')

/** One colour for each kind of flavour, the same in every chart: on light paper, and on dark. */
const COLOURS = {
  fiber: ['#0f6fc6', '#58a6ff'],
  async: ['#0b8a72', '#3fc8ab'],
  floor: ['#7d848c', '#8b949e'],
  language: ['#b35c00', '#f0883e'],
  rival: ['#a58cc0', '#a98fd0'],
}
const INK = ['#1f2328', '#e6edf3']
const PAPER = ['#ffffff', '#0d1117']

/** The colour scale of every chart. */
export const colour = {
  domain: Object.keys(COLOURS),
  range: Object.values(COLOURS).map(([light]) => light),
}

export function kind(flavour) {
  if (flavour.startsWith('fiber')) return 'fiber'
  if (flavour.startsWith('async')) return 'async'
  if (flavour.startsWith('floor')) return 'floor'
  return ['go', 'tokio', 'erlang', 'core.async'].includes(flavour) ? 'language' : 'rival'
}

/** Follows the reader's theme. What does not know of themes finds the light colours in the marks themselves. */
const THEME = `svg { color: ${INK[0]}; background: ${PAPER[0]} }
@media (prefers-color-scheme: dark) {
  svg { color: ${INK[1]}; background: ${PAPER[1]} }
${Object.values(COLOURS)
  .map(
    ([light, dark]) =>
      `  [fill="${light}"] { fill: ${dark} } [stroke="${light}"] { stroke: ${dark} }`,
  )
  .join('\n')}
}`

const STYLE = { fontFamily: 'system-ui, sans-serif', fontSize: '12px', background: null }

export const draw = options => Plot.plot({ document, style: STYLE, marginTop: 36, ...options })

/** An SVG file's text, with a title for those who do not see it. */
export function svg(drawing, title) {
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  drawing.setAttribute('role', 'img')
  drawing.setAttribute('aria-label', title)
  const style = document.createElementNS('http://www.w3.org/2000/svg', 'style')
  style.textContent = THEME
  drawing.prepend(style)
  return `${drawing.outerHTML}\n`
}
