/**
 * What a component is, and the one rule by which all of them end.
 *
 * A component is a small process that is known by what it does with its ends: its inputs come first, then its
 * outputs, then what else it needs. Components are fibers, written once: a fiber meets asynchronous processes
 * on the same channels, costs less (docs/components.md has the figures), and can be interrupted wherever it
 * waits. Nothing in a program tells them from processes that were written by hand.
 *
 * The rule: **a component that ends lets go of every end that it was given.** Thus
 *  - when its input has ended, what it had read is written and its outputs close;
 *  - when the reader of its output has closed, it ends at its next write and closes its inputs, so that whoever
 *    writes to it is told;
 *  - when it fails, by poison with a cause or by an error of its own, or is aborted, all its ends are poisoned
 *    with the cause, so that nobody takes half a stream for a whole one;
 *  - an end that is a lease retires, and the channel goes on for those who share it. To share an end with a
 *    component, give it a lease.
 * Components with several inputs or outputs say at which of these they end.
 */
import { defineProcess } from '../core/define.ts'
import type { DefinedBody, ProcessContext } from '../core/process.ts'

/**
 * Makes a component: a factory of processes that own the ends among their arguments.
 *
 *     const double = component(function* double(input: Reader<number>, output: Writer<number>) {
 *       for (;;) yield* write(output, 2 * (yield* read(input)))
 *     })
 *     await parallel(numbers(a.writer), double(a.reader, b.writer), printer(b.reader, console.log))
 *
 * @param name for reports; the function's own name if left out
 */
export function component<A extends readonly unknown[], R>(
  body: (this: ProcessContext, ...args: A) => R,
  name: string = body.name || 'component',
): (...args: A) => DefinedBody<R> {
  return defineProcess(body, { name, ownsEnds: true })
}
