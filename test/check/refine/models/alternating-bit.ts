// The alternating bit protocol as in Roscoe's script abp.csp (August 1992, adapted for FDR 2.11 in
// April 1997; "The Theory and Practice of Concurrency", §5.3 and chapter 5's FDR examples). Names
// and constants are the script's: two data values, a medium that loses at most 2 of 3.
//
//             a  PUT  b
//   left       /      \      right
//   -----> SEND        RECV ------>
//              \      /
//             d  GET  c

import {
  channel,
  define,
  events,
  externalChoice,
  guard,
  hide,
  interleave,
  internalChoice,
  type Process,
  parallel,
  prefix,
  STOP,
} from '../../../../src/check/refine/index.ts'

const DATA = [2, 3] as const
const TAGS = [true, false] as const
type Data = (typeof DATA)[number]

const messages = TAGS.flatMap(tag => DATA.map(data => `${tag}.${data}`))
const left = channel('left', DATA)
const right = channel('right', DATA)
const a = channel('a', messages)
const b = channel('b', messages)
const c = channel('c', TAGS)
const d = channel('d', TAGS)

const BUFF = define(
  'BUFF',
  (stored: readonly Data[], size: number): Process =>
    stored.length === 0
      ? left.input(x => BUFF([x], size))
      : externalChoice(
          right.output(stored[0] as Data, BUFF(stored.slice(1), size)),
          guard(stored.length < size, () =>
            internalChoice(
              STOP,
              left.input(x => BUFF([...stored, x], size)),
            ),
          ),
        ),
)
/** The most nondeterministic buffer of up to three values. */
export const SPEC = BUFF([], 3)

type Medium = readonly ['a', 'b'] | readonly ['c', 'd']
const ends = {
  a: (next: (x: string) => Process) => a.input(next),
  b: (x: string, next: Process) => prefix(`b.${x}`, next),
  c: (next: (x: string) => Process) => c.input(tag => next(String(tag))),
  d: (x: string, next: Process) => prefix(`d.${x}`, next),
}
const LOSSY = define('lossy_buffer', (from: 'a' | 'c', bound: number, losses: number): Process => {
  const to = from === 'a' ? ends.b : ends.d
  return ends[from](x => {
    const deliver = to(x, LOSSY(from, bound, bound - 1))
    return losses === 0 ? deliver : internalChoice(LOSSY(from, bound, losses - 1), deliver)
  })
})
export const PUT = LOSSY('a', 3, 2)
export const GET = LOSSY('c', 3, 2)

const SENDING = define(
  'SEND',
  (value: Data | null, bit: boolean): Process =>
    externalChoice(
      value === null
        ? left.input(x => SENDING(x, !bit))
        : prefix(a(`${bit}.${value}`), SENDING(value, bit)),
      d.input(ack => SENDING(ack === bit ? null : value, bit)),
    ),
)
const SEND = SENDING(null, true)

const receiving = (bit: boolean, accepted: (x: Data) => Process, repeated: () => Process) =>
  externalChoice(
    ...TAGS.flatMap(tag =>
      DATA.map(data => prefix(b(`${tag}.${data}`), tag === bit ? accepted(data) : repeated())),
    ),
  )
const RECEIVING = define(
  'RECV',
  (bit: boolean): Process =>
    externalChoice(
      receiving(
        bit,
        x => prefix(right(x), RECEIVING(!bit)),
        () => RECEIVING(bit),
      ),
      prefix(c(!bit), RECEIVING(bit)),
    ),
)
export const RECV = RECEIVING(false)

const anyB = (next: () => Process) => b.input(next)
const anyC = (next: () => Process) => c.input(next)
const ALT = define('ALT', (): Process => anyB(() => anyC(() => ALT())))
const LIMIT = define(
  'LIMIT',
  (most: number, bs: number, cs: number): Process =>
    externalChoice(
      guard(bs < most, () => anyB(() => LIMIT(most, bs + 1, 0))),
      guard(cs < most, () => anyC(() => LIMIT(most, 0, cs + 1))),
    ),
)
const NDC = define('NDC', (most: number, n: number): Process => {
  const up = () => anyC(() => NDC(most, n + 1))
  const down = () => anyB(() => NDC(most, n - 1))
  if (n === 0) return up()
  return n === most ? down() : internalChoice(up(), down())
})
const ND = define(
  'ND',
  (): Process =>
    internalChoice(
      anyB(() => ND()),
      anyC(() => ND()),
    ),
)
const constrained = (constraint: Process) => parallel(events(b, c), RECV, constraint)
export const RCVA = constrained(ALT())
export const RCVL = constrained(LIMIT(3, 0, 0))
export const RCVN = constrained(NDC(4, 2))
export const RCVG = constrained(ND())

const IMPROVED = define(
  'RCVimp',
  (bit: boolean): Process =>
    receiving(
      bit,
      x => prefix(right(x), c(bit), IMPROVED(!bit)),
      () => prefix(c(!bit), IMPROVED(bit)),
    ),
)
export const RCVimp = IMPROVED(false)

const network = (wiring: Process, receiver: Process): Process =>
  hide(parallel(events(a, d), SEND, parallel(events(b, c), wiring, receiver)), events(a, b, c, d))
/** The whole protocol around a receiver, over the media that lose boundedly. */
export const system = (receiver: Process) => network(interleave(PUT, GET), receiver)

// Media that may lose for ever: fair in the text, but not in any finite model.
const lossy = (from: 'a' | 'c') =>
  define(`${from}'`, (): Process => {
    const again = () => (from === 'a' ? PUTU() : GETU())
    const to = from === 'a' ? ends.b : ends.d
    return ends[from](x => internalChoice(to(x, again()), again()))
  })
const PUTU = lossy('a')
const GETU = lossy('c')
export const FSYSTEM = network(interleave(PUTU(), GETU()), RCVA)

/** Always ready to input anything, or to output something; never loses for ever. */
export const LIVCH = define('LIVCH', (from: Medium[0], to: Medium[1]): Process => {
  const again = () => LIVCH(from, to)
  const outputs = to === 'b' ? b.events : d.events
  return internalChoice(
    from === 'a' ? a.input(again) : c.input(again),
    ...outputs.map(event => prefix(event, again())),
  )
})
