/**
 * Stations in a ring, with one token.
 */
import { fifo } from '../core/buffer.ts'
import { channel } from '../core/create.ts'
import type { Payload } from '../core/end.ts'
import { parallel } from '../fiber/index.ts'
import { component } from './component.ts'
import type { Stage } from './pipeline.ts'

/**
 * Connects stations in a ring and puts one token into it, before the first. A station that has read the token
 * is the only one that has it, and passes it on when it is done: mutual exclusion without a central process.
 * Stations are components; when one of them ends, the ring does.
 *
 *     tokenRing(printers.map(printer => (input, output) => station(input, output, printer)), 'token')
 *
 * Law: at any time exactly one station has the token, or it is on its way; stations have it in turn.
 * Source: Le Lann 1977.
 */
export const tokenRing = component(function* tokenRing<T>(
  stations: readonly Stage<T, T>[],
  token: Payload<T>,
) {
  // The link before the first station has room for the token: there it is at the start, and a ring of a single
  // station can pass it to itself.
  const links = stations.map((_, at) =>
    channel<T>(at > 0 ? `ring ${at}` : { name: 'ring 0', buffer: fifo(1) }),
  )
  const [first] = links
  if (first === undefined) return
  first.writer.tryWrite(token)
  yield* parallel(
    stations.map((station, at) => {
      const input = links[at] as typeof first
      const output = links[at + 1] ?? first
      return station(input.reader, output.writer)
    }),
  )
})
