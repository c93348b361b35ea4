/**
 * Recursion by named equations. A call is a value, unfolded only when its first step is asked for,
 * so equations may refer to themselves and to each other.
 */
import { type Event, type EventSource, events } from './event.ts'
import { externalChoice, internalChoice, prefix, STOP } from './operators.ts'
import type { Parameter, Process } from './process.ts'

/**
 * Names a process, so that it may recurse: `COPY = left?x → right!x → COPY`.
 *
 * ```ts
 * const COPY = define('COPY', (): Process => left.input((x) => prefix(right(x), COPY())))
 * const COUNT = define('COUNT', (n: number): Process =>
 *   externalChoice(prefix('up', COUNT(n + 1)), guard(n > 0, () => prefix('down', COUNT(n - 1)))))
 * ```
 *
 * Two calls with parameters of equal content are the same process (so write
 * `seats.map(i => PHIL(i))`: a bare `seats.map(PHIL)` passes index and array too); a call must perform an event
 * or a silent step before it calls itself again (guarded recursion). Annotate the result of the
 * body, as above: TypeScript cannot infer the type of a value from itself.
 */
export function define<P extends readonly Parameter[]>(
  name: string,
  body: (...parameters: P) => Process,
): (...parameters: P) => Process {
  // Only the function returned here makes calls, and its parameters are of type P.
  const equation = {
    name,
    body: (parameters: readonly Parameter[]) => body(...(parameters as unknown as P)),
  }
  return (...parameters) => ({ kind: 'call', equation, parameters })
}

const runEquation = define(
  'RUN',
  (alphabet: readonly Event[]): Process =>
    externalChoice(...alphabet.map(event => prefix(event, runEquation(alphabet)))),
)

const chaosEquation = define(
  'CHAOS',
  (alphabet: readonly Event[]): Process =>
    internalChoice(STOP, ...alphabet.map(event => prefix(event, chaosEquation(alphabet)))),
)

/** `RUN(A)`: always offers every event of the set. [`RUN(A)`] */
export function run(...alphabet: readonly EventSource[]): Process {
  return runEquation([...events(...alphabet)].sort())
}

/** `CHAOS(A)`: may perform or refuse anything of the set, but never diverges. [`CHAOS(A)`] */
export function chaos(...alphabet: readonly EventSource[]): Process {
  return chaosEquation([...events(...alphabet)].sort())
}
