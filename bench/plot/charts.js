/** The charts, each a function of the figures of one file. Undefined when what it shows was not measured. */
import * as Plot from '@observablehq/plot'
import { COLOUR, kind, svg } from './svg.js'

/**
 * One number for each flavour, the least first. Rivals differ by a factor of a hundred, so the axis is logarithmic;
 * a bar would have no honest length on it, and a dot has only a place.
 */
export function dots(figures, { label, value }) {
  if (figures.length === 0) return undefined
  const text = d => Math.round(value(d)).toLocaleString('en')
  return svg({
    width: 720,
    height: 60 + 26 * figures.length,
    marginLeft: 120,
    marginRight: 70,
    x: { type: 'log', label, tickFormat: ',d', grid: true, insetLeft: 6 },
    y: {
      label: null,
      domain: [...figures].sort((a, b) => value(a) - value(b)).map(d => d.flavour),
    },
    color: { domain: Object.keys(COLOUR), range: Object.values(COLOUR) },
    marks: [
      Plot.ruleY(figures, { y: 'flavour', stroke: '#e4e4e4' }),
      Plot.dot(figures, { y: 'flavour', x: value, fill: d => kind(d.flavour), r: 6 }),
      Plot.text(figures, { y: 'flavour', x: value, text, dx: 10, textAnchor: 'start' }),
    ],
  })
}

/** Bars of bytes for each flavour, the least first. */
export function bars(figures, { label, value }) {
  if (figures.length === 0) return undefined
  return svg({
    width: 720,
    height: 60 + 26 * figures.length,
    marginLeft: 120,
    marginRight: 70,
    x: { label, tickFormat: ',d', grid: true },
    y: {
      label: null,
      domain: [...figures].sort((a, b) => value(a) - value(b)).map(d => d.flavour),
    },
    color: { domain: Object.keys(COLOUR), range: Object.values(COLOUR) },
    marks: [
      Plot.barX(figures, {
        y: 'flavour',
        x: value,
        fill: d => kind(d.flavour),
        insetTop: 4,
        insetBottom: 4,
      }),
      Plot.text(figures, {
        y: 'flavour',
        x: value,
        text: d => Math.round(value(d)).toLocaleString('en'),
        dx: 6,
        textAnchor: 'start',
      }),
    ],
  })
}

/** Lines of the cost against the size of something, one for each flavour, both axes logarithmic. */
export function lines(figures, { label, x, xLabel }) {
  const series = [...new Set(figures.map(d => d.flavour))].filter(
    flavour => figures.filter(d => d.flavour === flavour).length > 1,
  )
  if (series.length === 0) return undefined
  const shown = figures
    .filter(d => series.includes(d.flavour))
    .map(d => ({ ...d, x: x(d) }))
    .sort((a, b) => a.x - b.x)
  const last = series.map(flavour => shown.filter(d => d.flavour === flavour).at(-1))
  return svg({
    width: 720,
    height: 380,
    marginLeft: 60,
    marginRight: 120,
    x: { type: 'log', label: xLabel, tickFormat: ',d' },
    y: { type: 'log', label, tickFormat: ',d', grid: true },
    color: { domain: Object.keys(COLOUR), range: Object.values(COLOUR) },
    marks: [
      Plot.line(shown, {
        x: 'x',
        y: 'ns',
        z: 'flavour',
        stroke: d => kind(d.flavour),
        strokeWidth: 2,
      }),
      Plot.dot(shown, { x: 'x', y: 'ns', fill: d => kind(d.flavour), r: 3 }),
      Plot.text(last, { x: 'x', y: 'ns', text: 'flavour', dx: 8, textAnchor: 'start' }),
    ],
  })
}

const NS = 'nanoseconds per communication, logarithmic →'
const COST = '↑ nanoseconds, logarithmic'

/** File name → chart. */
export function charts(figures) {
  const of = (workload, variant) =>
    figures.filter(d => d.workload === workload && (variant === undefined || d.variant === variant))
  const shape = d => d.variant.split('x').map(Number)
  const usual = of('density').filter(d => d.n === 100_000)
  return {
    'commstime-seq.svg': dots(of('commstime', 'seq'), { label: NS, value: d => d.ns }),
    'commstime-par.svg': dots(of('commstime', 'par'), { label: NS, value: d => d.ns }),
    'prodcons-0.svg': dots(of('prodcons', '0'), { label: NS, value: d => d.ns }),
    'prodcons-64.svg': dots(of('prodcons', '64'), { label: NS, value: d => d.ns }),
    'stressed.svg': dots(of('stressed', '10x1000'), {
      label: 'nanoseconds per select, logarithmic →',
      value: d => d.ns,
    }),
    'density.svg': bars(usual, {
      label: 'resident bytes per blocked process →',
      value: d => d.resident,
    }),
    'chain.svg': lines(of('chain'), { label: COST, x: d => d.n, xLabel: 'processes →' }),
    'ring.svg': lines(of('ring'), { label: COST, x: d => d.n, xLabel: 'processes →' }),
    'select-guards.svg': lines(
      of('stressed').filter(d => shape(d)[1] === 100 && shape(d)[0] !== 10),
      { label: COST, x: d => shape(d)[0], xLabel: 'guards, 100 writers blocked on each →' },
    ),
    'select-writers.svg': lines(
      of('stressed').filter(d => shape(d)[0] === 10),
      { label: COST, x: d => shape(d)[1], xLabel: 'writers blocked on each of 10 channels →' },
    ),
  }
}
