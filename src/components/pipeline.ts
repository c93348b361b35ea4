/**
 * Stages one after the other.
 */
import { channel } from '../core/create.ts'
import type { DefinedBody, ProcessBody } from '../core/process.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { parallel } from '../fiber/index.ts'
import { component } from './component.ts'

/** A process from one input to one output, with its ends still to be given. */
export type Stage<T, U> = (input: Reader<T>, output: Writer<U>) => ProcessBody<unknown>

/** What `pipeline` gives: a process that has not started. */
export type Pipeline = DefinedBody<Generator<never, void, unknown>>

/** A stage of whatever types: the overloads of `pipeline` see to it that neighbours fit. */
type AnyStage = Stage<never, unknown>

const stages = component(function* pipeline(
  input: Reader<unknown>,
  output: Writer<never>,
  first: AnyStage,
  rest: readonly AnyStage[],
) {
  const bodies: ProcessBody<unknown>[] = []
  let stage = first
  let from = input as Reader<never>
  for (const next of rest) {
    const link = channel<never>(`stage ${bodies.length + 1} of ${rest.length + 1}`)
    bodies.push(stage(from, link.writer as Writer<unknown>))
    stage = next
    from = link.reader
  }
  yield* parallel(...bodies, stage(from, output as Writer<unknown>))
})

/**
 * Runs stages in parallel, each reading what the one before writes. Stages are components, or other factories of
 * processes that end their output when their input ends.
 *
 *     pipeline(a.reader, b.writer,
 *       (input, output) => filter(input, output, isPrime),
 *       (input, output) => map(input, output, String),
 *     )
 *
 * Law: a pipeline of stages is the composition of what they do.
 */
export function pipeline<A, B>(input: Reader<A>, output: Writer<B>, only: Stage<A, B>): Pipeline
export function pipeline<A, B, C>(
  input: Reader<A>,
  output: Writer<C>,
  first: Stage<A, B>,
  second: Stage<B, C>,
): Pipeline
export function pipeline<A, B, C, D>(
  input: Reader<A>,
  output: Writer<D>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
): Pipeline
export function pipeline<A, B, C, D, E>(
  input: Reader<A>,
  output: Writer<E>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, E>,
): Pipeline
export function pipeline<A, B, C, D, E, F>(
  input: Reader<A>,
  output: Writer<F>,
  first: Stage<A, B>,
  second: Stage<B, C>,
  third: Stage<C, D>,
  fourth: Stage<D, E>,
  fifth: Stage<E, F>,
): Pipeline
export function pipeline<T>(
  input: Reader<T>,
  output: Writer<T>,
  first: Stage<T, T>,
  ...rest: readonly Stage<T, T>[]
): Pipeline
export function pipeline(
  input: Reader<unknown>,
  output: Writer<never>,
  first: AnyStage,
  ...rest: readonly AnyStage[]
): Pipeline {
  return stages(input, output, first, rest)
}
