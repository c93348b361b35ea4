/**
 * What a party waits in, in words.
 */
import type { Offer } from '../core/queue.ts'
import { Reader } from '../core/reader.ts'
import { Selection } from '../core/selection.ts'
import { Sleep } from '../core/sleep.ts'
import { Writer } from '../core/writer.ts'
import { Sleep as FiberSleep, Wait } from '../fiber/waiting.ts'

/** Whether the party waits for a promise, which something outside the library may settle. */
export const awaitsPromise = (offer: Offer): boolean => offer.place instanceof Wait

/** "read on channel 'numbers'", "sleep", …: completes "is waiting in". */
export function describe({ place }: Offer): string {
  if (place instanceof Reader) return `read on channel '${place.name}'`
  if (place instanceof Writer) return `write on channel '${place.name}'`
  if (place instanceof Selection)
    return `select of ${place.cases.map(one => `'${one.key}'`).join(', ')}`
  if (place instanceof Sleep || place instanceof FiberSleep) return 'sleep'
  if (place instanceof Wait) return 'wait for a promise'
  if (place === null) return 'the other side of an extended rendezvous'
  return 'join of the processes that it started'
}
