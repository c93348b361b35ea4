/**
 * How a node takes the events of the protocol: in two passes.
 *
 * Within a step of the protocol only `claimed`, `released` and `unlink` run, which take offers out of local queues
 * and put them back. What wakes processes, and may end local channels and so reach other selections, runs when the
 * step is over. So whoever commits locally always finds the protocol's state and the queues agreed.
 */
import type { Outcome, RemoteEvent } from './outcome.ts'
import type { Values } from './values.ts'
import type { Waiter } from './waiter.ts'

export type Undelivered = (value: never, outcome: 'not-taken' | 'unknown') => void

interface Settled {
  readonly waiter: Waiter
  readonly outcome: Outcome
}

export class Settlement {
  private readonly values: Values
  private readonly undelivered = new Map<string, Undelivered>()
  /** What the second pass has to do, in order. */
  private second: (Settled | (() => void))[] = []
  private resting = false

  constructor(values: Values) {
    this.values = values
  }

  /** Whom to tell of the stored values of a channel that reach no reader. */
  onUndelivered(channel: string, tell: Undelivered): void {
    this.undelivered.set(channel, tell)
  }

  /** The first pass. */
  hear(event: RemoteEvent): void {
    switch (event.type) {
      case 'settled': {
        const waiter = event.owner as Waiter
        waiter.unlink()
        this.second.push({ waiter, outcome: event.outcome })
        break
      }
      case 'claimed':
        ;(event.owner as Waiter).claimed()
        break
      case 'released':
        ;(event.owner as Waiter).released()
        break
      case 'undelivered': {
        const tell = this.undelivered.get(event.channel)
        if (tell) {
          const { value, outcome } = event
          this.later(() => tell(this.values.unpack(value) as never, outcome))
        }
        break
      }
      case 'channel-ended':
        break
    }
  }

  /** Adds a task to the second pass. */
  later(task: () => void): void {
    this.second.push(task)
  }

  /** The second pass. What a task begins may end at once: it is told after those that stand here already. */
  rest(): void {
    if (this.resting) return
    this.resting = true
    for (let i = 0; i < this.second.length; i++) {
      const task = this.second[i]!
      if (typeof task === 'function') this.attempt(task)
      else task.waiter.settle(this.readable(task.outcome))
    }
    if (this.second.length > 0) this.second = []
    this.resting = false
  }

  private readable(outcome: Outcome): Outcome {
    if (outcome.type === 'received' && Array.isArray(outcome.value)) {
      return { ...outcome, value: this.values.unpack(outcome.value) }
    }
    if (outcome.type !== 'ended') return outcome
    const { ending } = outcome
    if (ending.type !== 'poisoned' || ending.cause === undefined) return outcome
    const cause = this.values.causeOf(ending.cause)
    return { ...outcome, ending: { type: 'poisoned', cause } }
  }

  private attempt(task: () => void): void {
    try {
      task()
    } catch (error) {
      // From `onUndelivered`: nobody can catch it here, so it is as loud as any error that nobody handles.
      void Promise.reject(error)
    }
  }
}
