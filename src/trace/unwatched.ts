/**
 * A network that was not watched, as it stands: read off its scopes, its queues and an examination.
 */

import type { ChannelCore } from '../core/channel.ts'
import { known } from '../core/known.ts'
import { AsyncOperation } from '../core/operation.ts'
import type { Process } from '../core/process.ts'
import { type Offer, standing } from '../core/queue.ts'
import type { Scope } from '../core/scope.ts'
import { Fiber, PARKED } from '../fiber/fiber.ts'
import { awaitedAnswers, waitingForAnswer } from './answers.ts'
import { type Guarded, OUTSIDE } from './events.ts'
import type { Awaiting, Examination } from './examination.ts'
import { endsOf, fiberLine, isDeaf, partyOf, scopeAt, type Waiting, waitingAt } from './places.ts'
import type { DeadlockReport } from './report.ts'
import type { ChannelState, Pending, ProcessState, Snapshot } from './snapshot.ts'
import { judge, type Living } from './verdict.ts'

/** Scopes that have not ended. Those that a fiber has opened are found where it waits. */
export function openScopes(): Scope[] {
  return withInner(known.scopes.present.filter(({ over }) => !over))
}

/** Adds the scopes that fibers in these wait for. */
function withInner(scopes: Iterable<Scope>): Scope[] {
  const open = new Set(scopes)
  for (const { running } of open)
    for (const process of running) {
      const inner = process instanceof Fiber ? scopeAt(process.place) : null
      if (inner !== null) open.add(inner)
    }
  return [...open]
}

/** A scope and those that wait in it for others: by what was found out so far. */
export function familyOf(scope: Scope, examination: Examination): Scope[] {
  const open = openScopes()
  const inside = new Set(withInner([scope]))
  let size: number
  do {
    size = inside.size
    const running = new Set([...inside].flatMap(one => one.running))
    for (const { by, ends } of examination.awaiting(open))
      if (by !== null && running.has(by)) for (const end of ends) inside.add(end.scope)
    for (const one of withInner(inside)) inside.add(one)
  } while (inside.size > size)
  return [...inside]
}

/** The asynchronous operations that wait at what is known, or for the answer to a call. */
export function waitingOperations(): AsyncOperation[] {
  const heads = [
    ...known.channels.present.flatMap(({ readers, writers }) => [readers, writers]),
    ...known.waitables.present.map(({ queue }) => queue.head),
  ]
  const callers = [...awaitedAnswers().keys()].filter(party => party instanceof AsyncOperation)
  return [...new Set([...heads.flatMap(head => [...operationsIn(head)]), ...callers])]
}

function* operationsIn(head: Offer | null): Generator<AsyncOperation> {
  for (const offer of standing(head)) {
    const party = partyOf(offer)
    if (party instanceof AsyncOperation) yield party
  }
}

/** The processes that are judged, in the order of their numbers in the report, from 1. */
export const runningIn = (scopes: readonly Scope[]): Process[] =>
  scopes.flatMap(scope => scope.running)

/**
 * The report of the deadlock of these scopes; null if there is none, or none is certain.
 *
 * @param outside whether plain code outside of processes belongs to what is judged
 */
export function judgeScopes(
  scopes: readonly Scope[],
  operations: readonly AsyncOperation[],
  examination: Examination,
  { outside }: { readonly outside: boolean },
): DeadlockReport | null {
  const running = runningIn(scopes)
  if (running.some(process => !examination.knows(process))) return null
  const numbers = new Map(running.map((process, i) => [process, i + 1]))
  const living = [...numbers].map(([{ scope, extras }, number]): Living => {
    return { number, leftOver: scope.detached && extras?.done == null }
  })
  const found = [...examination.awaiting(scopes, operations)].filter(({ by }) =>
    by === null ? outside : numbers.has(by),
  )
  return judge(snapshotOf(numbers, found), living)
}

function snapshotOf(numbers: ReadonlyMap<Process, number>, found: readonly Awaiting[]): Snapshot {
  const channels = new Channels()
  const answers = awaitedAnswers()
  const placeOf = (party: Offer): Waiting => {
    const core = answers.get(party)
    return core === undefined
      ? waitingAt(party.place, channels.numberOf)
      : waitingForAnswer(channels.numberOf(core))
  }
  const waiting = new Map<Process | null, Pending[]>([[null, []]])
  const endsOfAll = (ends: readonly Process[]): Pending => {
    const guards = ends.map(end => ({ process: numbers.get(end) ?? OUTSIDE }))
    return { operation: 'wait', guards }
  }
  for (const process of numbers.keys())
    waiting.set(
      process,
      process instanceof Fiber ? [pendingOf(process, answers, placeOf, endsOfAll)] : [],
    )
  for (const { by, operation, ends, site } of found) {
    // That plain code waits for a scope is no operation of the network.
    if (operation === null && by === null) continue
    const pending = operation === null ? endsOfAll(ends) : placeOf(operation)
    waiting.get(by)?.push(located(pending, site))
  }
  const states = [...waiting].map(([process, pending]): ProcessState => {
    const number = process === null ? OUTSIDE : (numbers.get(process) as number)
    if (process !== null) channels.use(number, endsOf(process.label, channels.numberOf))
    const flavour = process instanceof Fiber ? 'fiber' : 'async'
    const state = { process: number, name: process?.name ?? 'outside', flavour, pending } as const
    return isDeaf(process) ? { ...state, deaf: true } : state
  })
  return { time: 0, processes: states, channels: channels.states }
}

function pendingOf(
  fiber: Fiber,
  answers: ReadonlyMap<Offer, ChannelCore>,
  placeOf: (party: Offer) => Waiting,
  endsOfAll: (ends: readonly Process[]) => Pending,
): Pending {
  const scope = scopeAt(fiber.place)
  if (scope !== null) return located(endsOfAll(scope.running), fiberLine(fiber))
  // One that has been matched and not been told yet, by an extended reader, waits for somebody's code.
  if (fiber.state !== PARKED || (fiber.place === null && !answers.has(fiber)))
    return { operation: 'wait', guards: [{ key: 'an answer' }] }
  return located(placeOf(fiber), fiberLine(fiber))
}

function located(waiting: Pick<Pending, 'operation' | 'guards'>, site?: string): Pending {
  return { ...waiting, ...(site !== undefined && { site }) }
}

/** The channels that somebody waits at, or was given an end of. */
class Channels {
  readonly #numbers = new Map<ChannelCore, number>()
  readonly #users = {
    read: new Map<number, Set<number>>(),
    write: new Map<number, Set<number>>(),
  }

  readonly numberOf = (core: ChannelCore): number => {
    const number = this.#numbers.get(core) ?? this.#numbers.size + 1
    this.#numbers.set(core, number)
    return number
  }

  use(process: number, guards: readonly Guarded[]): void {
    for (const { channel, direction } of guards) {
      if (channel === undefined || direction === undefined) continue
      const users = this.#users[direction].get(channel)
      if (users) users.add(process)
      else this.#users[direction].set(channel, new Set([process]))
    }
  }

  get states(): ChannelState[] {
    return [...this.#numbers].map(([{ name, buffer }, number]) => ({
      channel: number,
      name,
      ...(buffer && { buffer: { kind: buffer.policy.kind, capacity: buffer.policy.capacity } }),
      depth: buffer?.size ?? 0,
      count: 0,
      writers: [...(this.#users.write.get(number) ?? [])],
      readers: [...(this.#users.read.get(number) ?? [])],
    }))
  }
}
