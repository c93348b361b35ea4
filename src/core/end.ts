/**
 * What both ends of a channel share: options, payload types, and leases.
 *
 * A lease is an end that is counted: when the last leased writer retires, the channel closes, so that several
 * producers can share a channel without any of them having to know that it is the last.
 */
import { ChannelCore, type Leases, OPEN, RETIRED } from './channel.ts'
import { endError } from './end-error.ts'
import type { EndName } from './errors.ts'
import { inProcess } from './misuse.ts'
import { type PlatformSignal, ports, type Signal } from './ports.ts'
import type { Place } from './queue.ts'
import { isThenable } from './thenable.ts'

/** What every operation that waits takes. */
export interface OperationOptions {
  /** Withdraws the operation: aborted before the match, nothing was transferred; after it, success wins. */
  readonly signal?: PlatformSignal | Signal | undefined
}

/**
 * What may be written to a channel of T. In generic code `await` gives `Awaited<T>`, which is the same type
 * for every T that can travel, but the compiler does not know that.
 */
export type Payload<T> = T | Awaited<T>

/** Refuses a payload that is a thenable, for programs that the compiler did not see. */
export function checkPayload(core: { readonly name: string }, value: unknown): void {
  if (isThenable(value))
    throw new TypeError(
      `a promise cannot travel through channel '${core.name}', since reading would unwrap it: ` +
        `write(await promise), or write({ promise })${inProcess()}`,
    )
}

/** The state that makes an end a lease. */
export interface LeasedEnd extends Place {
  core: ChannelCore
  readonly leased: boolean
  readonly end: EndName
}

/** Counts a new lease of an end, and gives its channel. */
export function lease({ core, end }: LeasedEnd): ChannelCore {
  ports.choice?.touched(core, 'exclusive')
  if (core.state !== OPEN) {
    const error = endError(core, end)
    error.message = `leasing the ${end} of a channel that has ended: ${error.message}`
    throw error
  }
  core.leases ??= { reader: 0, writer: 0 }
  core.leases[end]++
  return core
}

/**
 * Retires a lease: its waiting operations are withdrawn and rejected, later ones fail, and when it was the
 * last one its side of the channel closes. A second time does nothing.
 */
export function retire(end: LeasedEnd): void {
  const { core, end: name } = end
  if (core.state === RETIRED) return
  if (!end.leased)
    throw new TypeError(
      `the ${name} of channel '${core.name}' is not a lease, so it cannot be retired: ` +
        `const mine = ${name}.lease(); …; mine.retire()`,
    )
  ports.choice?.touched(core, 'exclusive')
  const retired = retiredCore(core)
  const error = endError(retired, name)
  for (let offer = core.waiting(name); offer !== null; ) {
    if (offer.place !== end) {
      offer = offer.next
      continue
    }
    offer.withdraw()
    offer.fail(error)
    // A selection may have left with several offers: begin again rather than follow a stale link.
    offer = core.waiting(name)
  }
  // Only now: what waits is withdrawn through the end that it waits at.
  end.core = retired
  core.drained()
  if (--(core.leases as Leases)[name] > 0) return
  if (name === 'writer') core.close()
  else core.closeReading()
}

function retiredCore(core: ChannelCore): ChannelCore {
  const retired = new ChannelCore(core.name, undefined)
  retired.state = RETIRED
  return retired
}
