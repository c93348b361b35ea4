/** The forms of charts: dots, bars and lines. Each gives a drawing, or undefined when there is nothing to show. */
import * as Plot from '@observablehq/plot'
import { colour, draw, kind } from './svg.js'

const WIDTH = 720

/** Room for the label of the axis below its numbers. */
const BELOW = { marginBottom: 46, labelOffset: 40 }

/** 1, 2 and 5 of each power of ten, in a range a little larger than the figures'. */
function logarithmic(figures) {
  const domain = [0.8 * Math.min(...figures), 1.25 * Math.max(...figures)]
  const powers = [0, 1, 2, 3, 4, 5, 6].map(power => 10 ** power)
  const ticks = powers.flatMap(power => [power, 2 * power, 5 * power])
  return {
    type: 'log',
    domain,
    ticks: ticks.filter(tick => tick >= domain[0] && tick <= domain[1]),
    tickFormat: ',d',
    grid: true,
  }
}

const whole = x => Math.round(x).toLocaleString('en')

/** A row for each flavour, the least first. */
function rows(figures, value, options) {
  return draw({
    width: WIDTH,
    height: 80 + 24 * figures.length,
    marginTop: 16,
    marginBottom: BELOW.marginBottom,
    marginLeft: 116,
    marginRight: 70,
    color: colour,
    y: {
      label: null,
      tickSize: 0,
      domain: [...figures].sort((a, b) => value(a) - value(b)).map(d => d.flavour),
    },
    ...options,
  })
}

/**
 * One number for each flavour. Rivals differ by a factor of a hundred, so the axis is logarithmic; a bar would have
 * no honest length on it, and a dot has only a place.
 */
export function dots(figures, { label, value }) {
  if (figures.length === 0) return undefined
  const place = { y: 'flavour', x: value }
  return rows(figures, value, {
    x: { ...logarithmic(figures.map(value)), label, labelOffset: BELOW.labelOffset },
    marks: [
      Plot.ruleY(figures, { y: 'flavour', strokeOpacity: 0.15 }),
      Plot.dot(figures, { ...place, fill: d => kind(d.flavour), r: 6 }),
      Plot.text(figures, { ...place, text: d => whole(value(d)), dx: 11, textAnchor: 'start' }),
    ],
  })
}

/** Bars, whose lengths can be compared. */
export function bars(figures, { label, value }) {
  if (figures.length === 0) return undefined
  const place = { y: 'flavour', x: value }
  return rows(figures, value, {
    x: { label, labelOffset: BELOW.labelOffset, tickFormat: ',d', grid: true },
    marks: [
      Plot.barX(figures, { ...place, fill: d => kind(d.flavour), insetTop: 3, insetBottom: 3 }),
      Plot.text(figures, { ...place, text: d => whole(value(d)), dx: 6, textAnchor: 'start' }),
    ],
  })
}

/** The cost against the size of something, a line for each flavour, both axes logarithmic. */
export function lines(figures, { label, x, xLabel }) {
  const bySize = figures.map(d => ({ ...d, x: x(d) })).sort((a, b) => a.x - b.x)
  const of = flavour => bySize.filter(d => d.flavour === flavour)
  const series = [...new Set(bySize.map(d => d.flavour))].filter(flavour => of(flavour).length > 1)
  if (series.length === 0) return undefined
  const shown = series.flatMap(of)
  const options = {
    width: WIDTH,
    height: 400,
    marginLeft: 60,
    marginRight: 120,
    color: colour,
    marginBottom: BELOW.marginBottom,
    x: {
      type: 'log',
      label: xLabel,
      labelOffset: BELOW.labelOffset,
      ticks: [...new Set(shown.map(d => d.x))],
      tickFormat: ',d',
    },
    y: { ...logarithmic(shown.map(d => d.ns)), label },
  }
  const stroke = { stroke: d => kind(d.flavour), strokeWidth: 2 }
  const curves = [
    // The floors are what the others are seen against.
    Plot.line(shown.filter(isFloor), {
      x: 'x',
      y: 'ns',
      z: 'flavour',
      ...stroke,
      strokeDasharray: '5 4',
    }),
    Plot.line(
      shown.filter(d => !isFloor(d)),
      { x: 'x', y: 'ns', z: 'flavour', ...stroke },
    ),
    Plot.dot(shown, { x: 'x', y: 'ns', fill: d => kind(d.flavour), r: 3 }),
  ]
  const labels = apart(
    series.map(flavour => of(flavour).at(-1)),
    draw({ ...options, marks: curves }).scale('y'),
  )
  const text = {
    x: 'x',
    y: 'y',
    text: 'flavour',
    dx: 9,
    textAnchor: 'start',
    fill: d => kind(d.flavour),
  }
  return draw({ ...options, marks: [...curves, Plot.text(labels, text)] })
}

const isFloor = d => kind(d.flavour) === 'floor'

/** Least distance of two labels, in pixels. */
const LEADING = 14

/** Labels at the ends of lines, moved up from one another until they can be read. */
function apart(ends, { apply, invert }) {
  let above = Number.POSITIVE_INFINITY
  return [...ends]
    .sort((a, b) => a.ns - b.ns)
    .map(d => {
      above = Math.min(apply(d.ns), above - LEADING)
      return { ...d, y: invert(above) }
    })
}
