/**
 * The tracer of a run: tells it which processes there are, what passes and what ends, and hands on what the
 * observer of the whole check wants to know.
 */
import type { ChannelCore } from '../core/channel.ts'
import { isNormalEnding } from '../core/errors.ts'
import { completedInTurn } from '../core/operation.ts'
import type { Outcome, Tracer } from '../core/ports.ts'
import { definitionOf, type Handle, isFiberBody, type Process } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import type { Scope } from '../core/scope.ts'
import type { Selection } from '../core/selection.ts'
import { isThenable } from '../core/thenable.ts'
import type { Timer } from '../core/timer.ts'
import { TRACED } from './names.ts'
import { ownerOf, type Task } from './party.ts'
import type { Run } from './run.ts'

export class Observer implements Tracer {
  private readonly run: Run

  constructor(run: Run) {
    this.run = run
  }

  spawned(process: Process, _scope: Scope): void {
    this.run.spawned(process)
  }

  ended(process: Process, outcome: Outcome, error: unknown): void {
    this.run.ended(process, outcome, error)
  }

  enter<R>(handle: Handle, body: () => R): R {
    const result = body()
    if (isFiberBody(result) || !isThenable(result)) return result
    return endingInTurn(handle, result) as R
  }

  channelCreated(channel: ChannelCore): void {
    this.run.names.giveChannel(channel, this.run.step.name())
  }

  rendezvous(
    channel: ChannelCore,
    writer: Offer | null,
    reader: Offer | null,
    value: unknown,
  ): void {
    if (this.run.told) {
      const [from, to] = [this.taskOf(writer), this.taskOf(reader)]
      this.run.note({ kind: 'rendezvous', channel, writer: from, reader: to })
    }
    this.passed(channel, value)
  }

  put(channel: ChannelCore, writer: Offer | null, value: unknown): void {
    if (this.run.told) this.run.note({ kind: 'put', channel, writer: this.taskOf(writer) })
    this.passed(channel, value)
  }

  take(channel: ChannelCore, reader: Offer | null): void {
    if (this.run.told) this.run.note({ kind: 'take', channel, reader: this.taskOf(reader) })
  }

  closed(channel: ChannelCore, by: 'reader' | 'writer'): void {
    this.run.note({ kind: 'close', channel, by: by === 'reader' ? 'read' : 'write' })
  }

  poisoned(channel: ChannelCore, cause: unknown): void {
    this.run.note({ kind: 'poison', channel, cause })
  }

  spawning(_handle: Handle): void {}
  parked(_offer: Offer): void {}
  resumed(_party: Offer): void {}
  chosen(_key: string | number, _party: Offer | null, _selection: Selection): void {}
  expired(_timer: Timer): void {}

  /** Whose offer it is; null for the process that runs, which has none. */
  private taskOf(offer: Offer | null): Task | null {
    if (offer === null) return this.run.step.task
    return this.run.waiting.get(ownerOf(offer))?.task ?? null
  }

  /** A value has been committed on a channel. */
  private passed(channel: ChannelCore, value: unknown): void {
    const { specification } = this.run
    if (!specification?.concerns(channel)) return
    this.run.useNamed(TRACED, 'exclusive')
    specification.passed(channel, value)
  }
}

/**
 * What the body of an async process gives. That it has ended takes some microtasks to get about, in which others go on.
 * So where they can tell, because it has failed or its ends are closed for it, it gets about in a turn of its own.
 */
async function endingInTurn({ label }: Handle, body: PromiseLike<unknown>): Promise<unknown> {
  let silent = definitionOf(label)?.ownsEnds !== true
  try {
    return await body
  } catch (error) {
    if (!isNormalEnding(error)) silent = false
    throw error
  } finally {
    if (!silent) await completedInTurn(undefined)
  }
}
