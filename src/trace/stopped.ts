/**
 * A program that has stopped without having been watched: who waits for whom, read off what is still there.
 *
 * Scopes know their processes, channels know who queues in them, and a fiber knows where it waits. Which of the
 * operations an asynchronous process awaits is kept nowhere; but the promise of each operation leads to whoever
 * awaits it, and a probe follows it to the end of the body (see `probe.ts`). So nothing is paid for beforehand.
 *
 * `examine` sends the probes out when the event loop is empty; `verdict` judges when the program ends, once they have
 * come back. The verdict is as strict as while debugging: a process of which nothing was found is not judged.
 */

import { awaited } from '../core/awaited.ts'
import type { ChannelCore } from '../core/channel.ts'
import { hasEnded } from '../core/family.ts'
import { known } from '../core/known.ts'
import { AsyncOperation } from '../core/operation.ts'
import { AsyncProcess, type Process } from '../core/process.ts'
import type { Queue } from '../core/queue.ts'
import type { Scope } from '../core/scope.ts'
import { Fiber, PARKED } from '../fiber/fiber.ts'
import { type Guarded, OUTSIDE } from './events.ts'
import { endsOf, fiberLine, partyOf, scopeAt, waitingAt } from './places.ts'
import { awaitingLine, bodyIn, everyBody, type Probed, probe } from './probe.ts'
import type { DeadlockReport } from './report.ts'
import type { ChannelState, Pending, ProcessState, Snapshot } from './snapshot.ts'
import { mayBeCalled } from './unreferenced.ts'
import { judge, type Living } from './verdict.ts'

/** Who awaits what was probed, and at which line. */
interface Awaiting {
  readonly process: number
  readonly site: string | undefined
}

/** A process that waits for the ends of others. */
export interface Joining {
  readonly by: Process
  readonly ends: readonly Process[]
  readonly site: string | undefined
}

/** Processes by their number; plain code outside of them is the first. */
const processes: (Process | null)[] = [null]
const numbers = new Map<Process, number>()
/** What was probed; null until the probe has come back. */
const operations = new Map<AsyncOperation, Awaiting | null>()
const joins = new Map<Scope, Awaiting | null>()
const dones = new Map<Process, Awaiting | null>()

/**
 * Begins to find out who awaits what; what is there for the second time is not asked again.
 *
 * @param further operations that wait, beside those in the channels that are known
 */
export function examine(further: Iterable<AsyncOperation> = []): void {
  const scopes = openScopes()
  const ends: unknown[] = Array(processes.length)
  for (const process of scopes.flatMap(({ running }) => running)) {
    const done = process.extras?.done
    if (done != null) ask(dones, process, done)
    if (numbers.has(process)) continue
    numbers.set(process, processes.length)
    processes.push(process)
    ends.push(process instanceof AsyncProcess ? process.settled : undefined)
  }
  void everyBody(ends)
  for (const operation of [...waitingOperations(), ...further])
    ask(operations, operation, operation)
  for (const scope of scopes) {
    const { settler, joining } = scope
    if (joining && settler.resolve !== undefined) ask(joins, scope, settler as Probed)
  }
}

/** The line that awaits an operation, if it was examined and somebody does. */
export const lineOf = (operation: AsyncOperation): string | undefined =>
  operations.get(operation)?.site

/** The asynchronous processes that wait for others to end, as far as they were examined. */
export function* joining(): Generator<Joining> {
  for (const [scope, answer] of joins)
    if (!scope.over && answer !== null) yield* joiningOf(answer, scope.running)
  for (const [process, answer] of dones)
    if (!hasEnded(process) && answer !== null) yield* joiningOf(answer, [process])
}

function* joiningOf({ process, site }: Awaiting, ends: readonly Process[]): Generator<Joining> {
  const by = processes[process]
  if (by != null) yield { by, ends, site }
}

function ask<K>(answers: Map<K, Awaiting | null>, key: K, probed: Probed): void {
  if (answers.has(key)) return
  answers.set(key, null)
  void probe(probed).then(stack => {
    answers.set(key, { process: bodyIn(stack) ?? OUTSIDE, site: awaitingLine(stack) })
  })
}

/** The report of the deadlock that the program has ended in; null if there is none, or none is certain. */
export function verdict(): DeadlockReport | null {
  const scopes = openScopes()
  // Of a scope that is out of sight nobody knows what its processes wait for.
  if (scopes.filter(({ detached }) => !detached).length !== awaited.scopes) return null
  const running = scopes.flatMap(scope => scope.running)
  if (running.some(process => !numbers.has(process))) return null
  const living = running.map((process): Living => {
    const leftOver = process.scope.detached && process.extras?.done == null
    return { number: numberOf(process), leftOver }
  })
  // Asked last, since that takes longest.
  const report = judge(snapshotOf(running), living)
  return report === null || mayBeCalled() ? null : report
}

/** Scopes that have not ended. Those that a fiber has opened are found where it waits. */
function openScopes(): Scope[] {
  const open = new Set(known.scopes.present.filter(({ over }) => !over))
  for (const { running } of open)
    for (const process of running) {
      const inner = process instanceof Fiber ? scopeAt(process.place) : null
      if (inner !== null) open.add(inner)
    }
  return [...open]
}

function* waitingOperations(): Generator<AsyncOperation> {
  for (const { readers, writers } of known.channels.present) {
    yield* operationsIn(readers)
    yield* operationsIn(writers)
  }
  for (const { queue } of known.waitables.present) yield* operationsIn(queue)
}

function* operationsIn({ head }: Queue): Generator<AsyncOperation> {
  for (let offer = head; offer !== null; offer = offer.next) {
    const party = partyOf(offer)
    if (party instanceof AsyncOperation) yield party
  }
}

const numberOf = (process: Process): number => numbers.get(process) as number

// -------------------------------------------------------------------- the network as it stands

function snapshotOf(running: readonly Process[]): Snapshot {
  const channels = new Channels()
  const waiting = new Map<number, Pending[]>(running.map(process => [numberOf(process), []]))
  waiting.set(OUTSIDE, [])
  for (const [{ place }, answer] of operations)
    if (place !== null && answer !== null)
      waiting.get(answer.process)?.push(located(waitingAt(place, channels.numberOf), answer.site))
  for (const { by, ends, site } of joining())
    waiting.get(numberOf(by))?.push(located(endsOfAll(ends), site))
  for (const process of running)
    if (process instanceof Fiber) waiting.get(numberOf(process))?.push(pendingOf(process, channels))

  const states = [...waiting].map(([number, pending]): ProcessState => {
    const process = processes[number] ?? null
    if (process !== null) channels.use(number, endsOf(process.label, channels.numberOf))
    return {
      process: number,
      name: process?.name ?? 'outside',
      flavour: process instanceof Fiber ? 'fiber' : 'async',
      pending,
    }
  })
  return { time: 0, processes: states, channels: channels.states }
}

function pendingOf(fiber: Fiber, { numberOf: number }: Channels): Pending {
  const scope = scopeAt(fiber.place)
  if (scope !== null) return located(endsOfAll(scope.running), fiberLine(fiber))
  // One that has been matched and not been told yet, by a call or an extended reader, waits for somebody's code.
  const waits = fiber.state === PARKED && fiber.place !== null
  if (!waits) return { operation: 'wait', guards: [{ key: 'an answer' }] }
  return located(waitingAt(fiber.place, number), fiberLine(fiber))
}

function endsOfAll(awaited: readonly Process[]): Pick<Pending, 'operation' | 'guards'> {
  return { operation: 'wait', guards: awaited.map(process => ({ process: numberOf(process) })) }
}

function located(waiting: Pick<Pending, 'operation' | 'guards'>, site?: string): Pending {
  return { ...waiting, ...(site !== undefined && { site }) }
}

/** The channels that somebody waits at, or was given an end of. */
class Channels {
  readonly #cores = new Map<number, ChannelCore>()
  readonly #users = { read: new Map<number, number[]>(), write: new Map<number, number[]>() }

  readonly numberOf = (core: ChannelCore): number => {
    this.#cores.set(core.number, core)
    return core.number
  }

  use(process: number, guards: readonly Guarded[]): void {
    for (const { channel, direction } of guards) {
      if (channel === undefined || direction === undefined) continue
      const users = this.#users[direction].get(channel) ?? []
      if (!users.includes(process)) this.#users[direction].set(channel, [...users, process])
    }
  }

  get states(): ChannelState[] {
    return [...this.#cores.values()].map(({ number, name, buffer }) => ({
      channel: number,
      name,
      ...(buffer && { buffer: { kind: buffer.policy.kind, capacity: buffer.policy.capacity } }),
      depth: buffer?.size ?? 0,
      count: 0,
      writers: this.#users.write.get(number) ?? [],
      readers: this.#users.read.get(number) ?? [],
    }))
  }
}
