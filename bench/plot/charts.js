/** Which charts there are: file name → title and drawing, where the figures for it were measured. */
import { bars, dots, lines } from './forms.js'
import { usual } from './tables.js'

const NS = 'nanoseconds per communication, logarithmic →'
const COST = '↑ nanoseconds, logarithmic'

export function charts(run) {
  const figures = usual(run)
  const of = (workload, variant) =>
    figures.filter(d => d.workload === workload && (variant === undefined || d.variant === variant))
  const guards = d => Number(d.variant.split('x')[0])
  const writers = d => Number(d.variant.split('x')[1])
  const compared = (workload, variant, label = NS) =>
    dots(of(workload, variant), { label, value: d => d.ns })
  const grown = workload =>
    lines(of(workload), { label: COST, x: d => d.n, xLabel: 'processes, logarithmic →' })
  const all = {
    'commstime-seq.svg': ['Commstime, sequential delta', compared('commstime', 'seq')],
    'commstime-par.svg': ['Commstime, parallel delta', compared('commstime', 'par')],
    'prodcons-0.svg': ['Producer and consumer, unbuffered', compared('prodcons', '0')],
    'prodcons-64.svg': ['Producer and consumer, a buffer of 64', compared('prodcons', '64')],
    'stressed.svg': [
      'Stressed alternative: 10 channels, 1,000 blocked writers on each',
      compared('stressed', '10x1000', 'nanoseconds per select, logarithmic →'),
    ],
    'select-guards.svg': [
      'A fair select as its guards grow, with 100 blocked writers on each',
      lines(
        of('stressed').filter(d => writers(d) === 100),
        { label: COST, x: guards, xLabel: 'guards, logarithmic →' },
      ),
    ],
    'select-writers.svg': [
      'A fair select over 10 channels as the waiting writers grow',
      lines(
        of('stressed').filter(d => guards(d) === 10),
        { label: COST, x: d => 10 * writers(d), xLabel: 'waiting writers, logarithmic →' },
      ),
    ],
    'chain.svg': ['Chain: a communication as the network grows', grown('chain')],
    'ring.svg': ['Ring: a hop of the token as the network grows', grown('ring')],
    'density.svg': [
      'Memory of a blocked process',
      bars(
        of('density').filter(d => d.n === 100_000),
        { label: 'resident bytes per blocked process →', value: d => d.resident },
      ),
    ],
  }
  return Object.entries(all)
    .filter(([, [, drawing]]) => drawing !== undefined)
    .map(([file, [title, drawing]]) => ({ file, title, drawing }))
}
