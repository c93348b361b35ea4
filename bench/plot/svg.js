/** Observable Plot on a document that needs no browser. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'

const { document } = parseHTML('<!doctype html><html><body></body></html>')

const STYLE = { fontFamily: 'system-ui, sans-serif', fontSize: '12px', background: 'white' }

/** An SVG file's text. */
export function svg(options) {
  const drawing = Plot.plot({ document, style: STYLE, marginTop: 36, ...options })
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  return `${drawing.outerHTML}\n`
}

/** One colour for each kind of flavour, the same in every chart: hocket's stand out, floors and rivals recede. */
export const COLOUR = {
  hocket: '#0f6fc6',
  floor: '#8a8a8a',
  'other language': '#c77700',
  'JavaScript rival': '#b9a7c9',
}

export function kind(flavour) {
  if (flavour.startsWith('fiber') || flavour.startsWith('async')) return 'hocket'
  if (flavour.startsWith('floor')) return 'floor'
  return ['go', 'erlang', 'core.async'].includes(flavour) ? 'other language' : 'JavaScript rival'
}
