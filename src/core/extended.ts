/**
 * Extended rendezvous (occam-π, JCSP): the writer stays in its write while the reader works on the value.
 *
 * Built from the two halves of a commit: the writer is taken out of its queue at once, so nothing can
 * withdraw or poison what has been matched, and told only when the reader's function has ended.
 */
import type { ChannelCore } from './channel.ts'
import { NONE } from './none.ts'
import { AsyncOperation, completedInTurn, resultOf } from './operation.ts'
import { ports, type Signal } from './ports.ts'
import { EXTENDED, type ExtendedOffer, type Offer, type Place } from './queue.ts'
import type { Selection } from './selection.ts'

/** A value that was taken, and the writer that waits for the end of it (null on a buffered channel). */
interface Met {
  readonly value: unknown
  readonly writer: Offer | null
}

class ExtendedRead extends AsyncOperation implements ExtendedOffer {
  override get selection(): object {
    return EXTENDED
  }

  meet(value: unknown, writer: Offer | null): void {
    if (writer !== null) vacated(writer)
    super.deliver({ value, writer } satisfies Met)
  }

  /** From a buffer, or by a `tryWrite`: no writer stays behind. */
  override deliver(value: unknown): void {
    this.meet(value, null)
  }
}

/** A selection that was met has left its other places already, although it is told only later. */
function vacated(writer: Offer): void {
  ;(writer.selection as Selection | null)?.vacated()
}

function meet(core: ChannelCore, end: Place, signal: Signal | undefined): Met | Promise<unknown> {
  if (core.buffer !== null) {
    const value = core.pollRead(null)
    if (value !== NONE) return { value, writer: null }
  } else {
    const writer = core.claimWriter()
    if (writer !== null) {
      vacated(writer)
      return { value: writer.value, writer }
    }
  }
  const error = core.readError()
  if (error !== null) throw error
  const operation = new ExtendedRead(undefined)
  operation.place = end
  if (signal !== undefined) operation.watch(signal)
  core.parkReader(operation)
  return operation.promise
}

/**
 * Reads one value and runs `during` with it while its writer waits. When `during` throws, the writer's write
 * has happened all the same and the error is the reader's.
 */
export function extendedRead<R>(
  core: ChannelCore,
  end: Place,
  during: (value: never) => R | PromiseLike<R>,
  signal: Signal | undefined,
): Promise<R> {
  return resultOf(readDuring(core, end, during, signal), result => result)
}

async function readDuring<R>(
  core: ChannelCore,
  end: Place,
  during: (value: never) => R | PromiseLike<R>,
  signal: Signal | undefined,
): Promise<R> {
  if (signal?.aborted) throw signal.reason
  const { value, writer } = (await meet(core, end, signal)) as Met
  try {
    return await during(value as never)
  } finally {
    if (writer !== null) {
      writer.deliver(undefined)
      // Both may go on now, and the writer, which was told first, may well be the first to do so.
      if (ports.choice !== null) await completedInTurn(undefined)
    }
  }
}
