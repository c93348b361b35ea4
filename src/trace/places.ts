/**
 * What a party of the engine waits in, as the guards of an event.
 */

import { Calling } from '../core/call.ts'
import type { ChannelCore } from '../core/channel.ts'
import type { AsyncOperation } from '../core/operation.ts'
import { ports, type RemoteEnd } from '../core/ports.ts'
import { AsyncProcess, definitionOf, type Label, type Process } from '../core/process.ts'
import type { Offer, Place } from '../core/queue.ts'
import { Reader } from '../core/reader.ts'
import { Scope } from '../core/scope.ts'
import { Selection, type SelectionCase } from '../core/selection.ts'
import { Sleep } from '../core/sleep.ts'
import { Timer } from '../core/timer.ts'
import { Waitable } from '../core/waitable.ts'
import { Writer } from '../core/writer.ts'
import type { Fiber } from '../fiber/fiber.ts'
import { stackOf } from '../fiber/stack.ts'
import { Sleep as FiberSleep, Wait } from '../fiber/waiting.ts'
import { CHILDREN, type Guarded, type Operation } from './events.ts'
import { sitesOf, stackHere } from './sites.ts'

export interface Waiting {
  readonly operation: Operation
  readonly guards: readonly Guarded[]
}

/** The number of a channel in the recording. */
type NumberOf = (channel: ChannelCore) => number
type RemoteNumberOf = (end: RemoteEnd) => number

export function waitingAt(
  place: Place | null,
  numberOf: NumberOf,
  remoteNumberOf?: RemoteNumberOf,
): Waiting {
  if (place instanceof Reader) {
    const guard = { channel: numberOf(place.core), direction: 'read' } as const
    return { operation: 'read', guards: [guard] }
  }
  if (place instanceof Writer) {
    const guard = { channel: numberOf(place.core), direction: 'write' } as const
    return { operation: 'write', guards: [guard] }
  }
  if (place instanceof Selection) {
    const enabled = place.cases.filter(one => one.place !== null)
    const guards = enabled.map(one => guardOf(one, numberOf, remoteNumberOf))
    return { operation: 'select', guards }
  }
  if (place instanceof Sleep || place instanceof FiberSleep) {
    return {
      operation: 'timer',
      guards: timersOf(place).map(timer => ({ delay: remaining(timer) })),
    }
  }
  if (place instanceof Wait) return { operation: 'wait', guards: [{ key: 'a promise' }] }
  return { operation: 'wait', guards: [{ key: CHILDREN }] }
}

function guardOf(
  one: SelectionCase,
  numberOf: NumberOf,
  remoteNumberOf: RemoteNumberOf | undefined,
): Guarded {
  const key = String(one.key)
  const { place, handle } = one
  if (place instanceof Reader) return { channel: numberOf(place.core), direction: 'read', key }
  if (place instanceof Writer) return { channel: numberOf(place.core), direction: 'write', key }
  if (handle instanceof Timer) return { delay: remaining(handle), key }
  if (place instanceof Waitable && !place.external) return { key, waitable: place.name }
  const end = remoteEndAt(place)
  if (end && remoteNumberOf) return { channel: remoteNumberOf(end), direction: end.direction, key }
  return { key }
}

/** Guards on the channels of nodes are of another layer: they are known by their state, which has an address. */
function remoteEndAt(place: Place | null): RemoteEnd | undefined {
  const { state } = (place ?? {}) as { readonly state?: Partial<RemoteEnd> }
  return state?.address === undefined ? undefined : (state as RemoteEnd)
}

/** The scope of the children that a fiber waits for at this place. */
export function scopeAt(place: Place | null): Scope | null {
  const { scope } = (place ?? {}) as { readonly scope?: unknown }
  return scope instanceof Scope ? scope : null
}

/** Whether an operation has not come to its end: it stands somewhere, or its call was accepted and not answered. */
export function isWaiting(operation: AsyncOperation): boolean {
  if (operation.place !== null) return true
  return operation instanceof Calling && operation.answerable !== null && !operation.call.answered
}

/** The line of the program at which a fiber waits. */
export function fiberLine(fiber: Fiber): string | undefined {
  const stack = stackOf(fiber, stackHere)
  // What called for the stack follows; it is not the fiber's.
  return sitesOf(stack.slice(0, stack.indexOf(` ${stackOf.name} (`)))[0]
}

/** Whether a process was told to stop and waits on: an asynchronous one hears of it by its signal alone. */
export function isDeaf(process: Process | null | undefined): boolean {
  return process instanceof AsyncProcess && process.extras?.interruption != null
}

/** The timers that a party waits for at this place. */
export function timersOf(place: Place | null): Timer[] {
  if (place instanceof Selection) return place.cases.map(one => one.handle).filter(isTimer)
  if (!(place instanceof Sleep || place instanceof FiberSleep)) return []
  const { timer } = place as unknown as { readonly timer: Timer | null }
  return timer === null ? [] : [timer]
}

const isTimer = (handle: unknown): handle is Timer => handle instanceof Timer

/** Whole milliseconds until a timer expires. */
export function remaining(timer: Timer): number {
  return Math.max(0, Math.round(timer.deadline - ports.clock.now()))
}

/** The channel ends that a process was given as arguments of `defineProcess`. */
export function endsOf(label: Label, numberOf: NumberOf): Guarded[] {
  const ends: Guarded[] = []
  definitionOf(label)?.forEachEnd(end => {
    const direction = end instanceof Reader ? 'read' : 'write'
    ends.push({ channel: numberOf(end.core), direction })
  })
  return ends
}

/** The channel ends among the guards of a selection, whether it waits or not. */
export function channelsOf({ cases }: Selection, numberOf: NumberOf): Guarded[] {
  return cases.flatMap(({ guard, key }): Guarded[] => {
    // Guards that stand for an end keep it: an output guard its writer, a reader's `step` the reader.
    const { writer, reader = guard } = guard as {
      readonly writer?: unknown
      readonly reader?: unknown
    }
    if (writer instanceof Writer)
      return [{ channel: numberOf(writer.core), direction: 'write', key: String(key) }]
    if (reader instanceof Reader)
      return [{ channel: numberOf(reader.core), direction: 'read', key: String(key) }]
    return []
  })
}

/** The party behind an offer: the selection's owner for a case, else the offer itself. */
export function partyOf(offer: Offer): Offer | null {
  const { selection } = offer
  return selection instanceof Selection ? selection.owner : offer
}
