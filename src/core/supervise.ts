/**
 * Supervision: a process that fails is started again, a bounded number of times.
 *
 *                  fails, restarts left               delay over
 *    attempt n ───────────────────────▶ waiting ───────────────────▶ attempt n + 1
 *        ├── ends ──▶ its result
 *        ├── fails, no restarts left ──▶ GaveUpError, whose cause is the failure
 *        ├── fails otherwise than `restartOn` has it ──▶ the failure
 *        └── signal ──▶ the signal's reason, once the attempt has ended (also while waiting)
 *
 * Each attempt runs in a scope of its own, so a failure goes no further than the attempt and the ends that it
 * was given. A process that shares channels with others takes leases, fresh ones at each start: the scope of
 * the attempt retires them, and the channel goes on.
 *
 *     await supervise(() => worker(jobs.reader.lease(), results.writer.lease()), {
 *       restarts: 5, within: 60_000, backoff: exponential({ first: 100, max: 5_000 }),
 *     })
 *
 * Whoever supervises holds leases of its own while it does: between two attempts the process has none, and the
 * last one to retire closes the channel.
 *
 * Source: Erlang/OTP's supervisors (intensity and period of restarts; `restartOn` is finer than transient and
 * permanent children). Their strategy one_for_one is a scope of supervised processes; one_for_all is a supervised
 * scope.
 */
import type { OperationOptions } from './end.ts'
import { show } from './errors.ts'
import { DEFINITION, type DefinedBody, type ProcessBody, type ProcessContext } from './process.ts'
import { type RestartPolicy, Restarts } from './restarts.ts'
import { scope } from './scoped.ts'
import { sleep } from './sleep.ts'

/** A process, or a function that makes one: called for each attempt, with the number of it, from 1. */
export type Supervised<R> = (
  context: ProcessContext,
  attempt: number,
) => ReturnType<ProcessBody<R>> | ProcessBody<R>

/**
 * Runs a process, and again when it fails, and gives its result: undefined where it reached a normal ending.
 *
 * @param policy how many restarts, how soon, and the signal that ends the supervision; only failures lead to a
 *   restart, neither results nor normal endings
 * @throws GaveUpError (rejects) when no restart is left; a failure that `restartOn` refuses
 * @throws the signal's reason (rejects)
 */
export async function supervise<R>(
  process: Supervised<R>,
  policy: RestartPolicy & OperationOptions,
): Promise<R | undefined> {
  if (typeof process !== 'function' || typeof policy !== 'object')
    throw new TypeError(
      `supervise takes a process that it can start again, and a policy, not ${show(process)} and ${show(policy)}: ` +
        'supervise(() => worker(input), { restarts: 5 })',
    )
  const { signal } = policy
  const restarts = new Restarts((policy.name ?? process.name) || 'process', policy)
  for (;;) {
    try {
      return await attempt(process, restarts, signal)
    } catch (error) {
      if (signal?.aborted) throw signal.reason
      await sleep(restarts.failed(error), { signal })
    }
  }
}

function attempt<R>(
  process: Supervised<R>,
  { attempt, name }: Restarts,
  signal: OperationOptions['signal'],
): Promise<R | undefined> {
  return scope(
    own => {
      // A defined process is spawned as it is, so that the scope sees the ends among its arguments.
      if ((process as Partial<DefinedBody<R>>)[DEFINITION] !== undefined)
        return own.spawn(process as ProcessBody<R>, { name }).done
      const start = (context: ProcessContext): ReturnType<ProcessBody<R | undefined>> => {
        const made = process(context, attempt)
        return typeof made === 'function' ? own.spawn(made, { name }).done : made
      }
      return own.spawn(start, { name }).done
    },
    { signal, name },
  )
}
