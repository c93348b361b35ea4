/**
 * The books of a supervisor: whether a process that failed is started again, and when.
 */
import { type Backoff, delayOf } from './backoff.ts'
import { reasonOf, show } from './errors.ts'
import { ports } from './ports.ts'

/** When a process that has failed is started again. */
export interface RestartPolicy {
  /** How many restarts are allowed; one failure more and the supervisor gives up. */
  readonly restarts: number
  /**
   * Milliseconds: only restarts that are not longer ago count, for `restarts` and for `backoff`. Left out: all
   * of them.
   */
  readonly within?: number | undefined
  /** Which failures lead to a restart, all if left out; any other is thrown as it is. */
  readonly restartOn?: ((error: unknown) => boolean) | undefined
  /** Milliseconds before a restart, or a function of its number and the failure; 0 if left out. See `exponential`. */
  readonly backoff?: Backoff | undefined
  /** For reports: attempt 2 of `worker` is the process `worker (attempt 2)`. */
  readonly name?: string | undefined
  /** Told of each failure that leads to a restart, before the delay. */
  readonly onRestart?: ((restart: Restart) => void) | undefined
}

/** A restart that is going to happen. */
export interface Restart {
  /** The number of the attempt that failed, from 1. */
  readonly attempt: number
  readonly error: unknown
  /** Milliseconds until the next attempt. */
  readonly delay: number
}

/** A supervised process failed once too often. Its `cause` is the last failure. */
export class GaveUpError extends Error {
  override name = 'GaveUpError'
  /** How many attempts were made. */
  readonly attempts: number

  constructor(message: string, attempts: number, cause: unknown) {
    super(message, { cause })
    this.attempts = attempts
  }
}

export class Restarts {
  /** The number of the attempt that is under way. */
  attempt = 1
  private readonly process: string
  private readonly policy: RestartPolicy
  /** When the restarts that still count were made. */
  private made: number[] = []

  constructor(process: string, policy: RestartPolicy) {
    const { restarts } = policy
    if (!(restarts === Infinity || Number.isSafeInteger(restarts)) || restarts < 0)
      throw new RangeError(
        `restarts are a whole number from 0, or Infinity, not ${show(restarts)}: ` +
          'supervise(worker, { restarts: 5, within: 60_000 })',
      )
    this.process = process
    this.policy = policy
  }

  /** The name of the attempt that is under way. */
  get name(): string {
    return `${this.process} (attempt ${this.attempt})`
  }

  /**
   * The attempt has failed: the milliseconds until the next.
   *
   * @throws GaveUpError when no restart is left
   * @throws the failure itself when it is none to be started again for
   */
  failed(error: unknown): number {
    const { restarts, within = Infinity, backoff = 0, restartOn, onRestart } = this.policy
    if (restartOn?.(error) === false) throw error
    const now = ports.clock.now()
    this.made = this.made.filter(time => now - time <= within)
    if (this.made.length >= restarts) throw this.givingUp(error)
    const delay = delayOf(backoff, this.made.length + 1, error)
    onRestart?.({ attempt: this.attempt, error, delay })
    this.made.push(now + delay)
    this.attempt++
    return delay
  }

  private givingUp(error: unknown): GaveUpError {
    const { restarts, within } = this.policy
    const limit = within === undefined ? `${restarts}` : `${restarts} within ${within} ms`
    return new GaveUpError(
      `process '${this.process}' failed in attempt ${this.attempt}, and no restart is left of ${limit}: ${reasonOf(error)}`,
      this.attempt,
      error,
    )
  }
}
