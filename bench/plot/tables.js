/** The tables of the page, in Markdown. Each is empty when nothing for it was measured. */

/** Flavours whose figures are for one question each, and have a table of their own. */
const SPECIAL = /-(?:traced|portless)$/

/** The figures that are compared with one another: under the usual Node, without the special flavours. */
export const usual = ({ machine, figures }) =>
  figures.filter(d => d.node === machine.versions.node && !SPECIAL.test(d.flavour))

const number = x => (x < 10 ? x.toFixed(1) : Math.round(x).toLocaleString('en'))
const ratio = x => x.toFixed(x >= 20 ? 0 : 2)

function table(head, rows) {
  if (rows.length === 0) return ''
  const lines = [head, [':--', ...head.slice(1).map(() => '--:')], ...rows]
  return lines.map(cells => `| ${cells.join(' | ')} |`).join('\n')
}

const isCommstime = d => d.workload === 'commstime' && d.variant === 'seq'

const COLUMNS = [
  ['commstime', isCommstime, 'ns'],
  ['parallel delta', d => d.workload === 'commstime' && d.variant === 'par', 'ns'],
  ['producer, consumer', d => d.workload === 'prodcons' && d.variant === '0', 'ns'],
  ['buffer of 64', d => d.workload === 'prodcons' && d.variant === '64', 'ns'],
  ['stressed select', d => d.workload === 'stressed' && d.variant === '10x1000', 'ns'],
  ['heap bytes', d => d.workload === 'density' && d.n === 100_000, 'bytes'],
  ['resident bytes', d => d.workload === 'density' && d.n === 100_000, 'resident'],
]

/** A row for each flavour, a column for each workload. */
export function comparison(run) {
  const figures = usual(run)
  const compared = figures.filter(d => COLUMNS.some(([, belongs]) => belongs(d)))
  const flavours = [...new Set(compared.map(d => d.flavour))]
  return table(
    ['', ...COLUMNS.map(([name]) => name)],
    flavours.map(flavour => [
      flavour,
      ...COLUMNS.map(([, belongs, field]) => {
        const found = compared.find(d => d.flavour === flavour && belongs(d))
        return found === undefined ? '' : number(found[field])
      }),
    ]),
  )
}

/** Every bound, and how the run stands to it. */
export function bounds({ bounds }) {
  const held = limit => {
    if (limit === undefined) return ''
    const mark = limit.met === undefined ? 'not measured' : limit.met ? 'met' : '**not met**'
    return `${Number(limit.limit.toPrecision(3))} ${mark}`
  }
  return table(
    ['cost over cost, bytes, GB, s or kB', 'value', 'A/A', 'must', 'aim'],
    bounds.map(({ subject, against, value, spread, must, aim }) => [
      against === undefined ? subject : `${subject} (${against})`,
      value === undefined ? '' : ratio(value),
      typeof spread === 'number' ? `±${Math.round(100 * spread)} %` : '',
      held(must),
      held(aim),
    ]),
  )
}

/** Commstime under each version of Node, and with a recorder running. */
export function nodes({ figures }) {
  const found = figures.filter(isCommstime)
  const versions = [...new Set(found.map(d => d.node))]
  const flavours = ['fiber', 'async', 'fiber-traced', 'async-traced']
  return table(
    ['Node', 'fiber', 'async', 'fiber, recorded', 'async, recorded'],
    versions.map(node => [
      node,
      ...flavours.map(flavour => {
        const figure = found.find(d => d.node === node && d.flavour === flavour)
        return figure === undefined ? '' : number(figure.ns)
      }),
    ]),
  )
}

/** The populations that were too large to be launched many times. */
export function populations({ figures }) {
  return table(
    ['', 'processes', 'resident', 'creation', 'first communication', 'end of all'],
    figures
      .filter(d => d.workload === 'density' && d.n > 100_000)
      .map(d => [
        d.flavour,
        d.n.toLocaleString('en'),
        `${((d.resident * d.n) / 1e9).toFixed(1)} GB`,
        `${number(d.create)} s`,
        `${number(1000 * d.first)} ms`,
        d.teardown === null ? '' : `${number(d.teardown)} s`,
      ]),
  )
}
