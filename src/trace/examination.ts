/**
 * Who awaits what, in a network that was not watched.
 *
 * Scopes know their processes, channels know who queues in them, and a fiber knows where it waits. Which of the
 * operations an asynchronous process awaits is kept nowhere; but the promise of each operation leads to whoever
 * awaits it, and a probe follows it to the end of the body (see `probe.ts`). So nothing is paid for beforehand.
 */

import type { AsyncOperation } from '../core/operation.ts'
import { AsyncProcess, hasEnded, type Process } from '../core/process.ts'
import { isJoining, type Scope } from '../core/scope.ts'
import { isWaiting } from './places.ts'
import { awaitingLine, bodyIn, everyBody, type Probed, probe } from './probe.ts'

/** What a process waits for: an operation, or the ends of others. */
export interface Awaiting {
  /** Null for plain code outside of processes. */
  readonly by: Process | null
  readonly operation: AsyncOperation | null
  readonly ends: readonly Process[]
  /** The line that awaits; undefined when nobody does. */
  readonly site: string | undefined
}

interface Answer {
  readonly by: Process | null
  readonly site: string | undefined
}

export class Examination {
  /** Processes by the place of their end in the list that is awaited; places are used again. */
  readonly #places: (Process | null)[] = []
  readonly #followed = new WeakSet<Process>()
  /** What was probed; null until the probe has come back. */
  readonly #answers = new WeakMap<object, Answer | null>()

  /** Sends the probes out; they come back within a few microtasks. What was probed once is not probed again. */
  examine(scopes: readonly Scope[], operations: Iterable<AsyncOperation>): void {
    const running = scopes.flatMap(scope => scope.running)
    this.#follow(running)
    for (const operation of operations) this.#ask(operation, operation)
    for (const process of running) {
      const done = process.extras?.done
      if (done != null) this.#ask(process, done)
    }
    for (const scope of scopes) {
      const { settler } = scope
      if (isJoining(scope) && settler.resolve !== undefined) this.#ask(scope, settler as Probed)
    }
  }

  /** Whether a process was there when the probes were sent out. */
  knows(process: Process): boolean {
    return this.#followed.has(process)
  }

  /** The line that awaits an operation, if somebody does. */
  lineOf(operation: AsyncOperation): string | undefined {
    return this.#answers.get(operation)?.site
  }

  /** Who awaits one of these operations, or the ends of these. */
  *awaiting(
    scopes: readonly Scope[],
    operations: Iterable<AsyncOperation> = [],
  ): Generator<Awaiting> {
    for (const operation of operations) {
      const answer = this.#answers.get(operation)
      if (answer && isWaiting(operation)) yield { ...answer, operation, ends: [] }
    }
    for (const scope of scopes) {
      const { running } = scope
      const joint = this.#answers.get(scope)
      if (joint) yield { ...joint, operation: null, ends: running }
      for (const process of running) {
        const done = this.#answers.get(process)
        if (done) yield { ...done, operation: null, ends: [process] }
      }
    }
  }

  #follow(running: readonly Process[]): void {
    const ends: unknown[] = []
    let free = 0
    for (const process of running) {
      if (this.#followed.has(process)) continue
      this.#followed.add(process)
      while (this.#places[free] != null && !hasEnded(this.#places[free] as Process)) free++
      this.#places[free] = process
      // A fiber tells by itself where it waits.
      ends[free] = process instanceof AsyncProcess ? process.settled : undefined
      free++
    }
    if (ends.length > 0) void everyBody(ends)
  }

  #ask(key: object, probed: Probed): void {
    if (this.#answers.has(key)) return
    this.#answers.set(key, null)
    void probe(probed).then(stack => {
      const place = bodyIn(stack)
      const by = place === undefined ? null : (this.#places[place] ?? null)
      this.#answers.set(key, { by, site: awaitingLine(stack) })
    })
  }
}
