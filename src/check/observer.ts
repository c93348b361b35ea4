/**
 * The tracer of a run: tells it which processes there are, and hands on what a diagram needs.
 */
import type { ChannelCore } from '../core/channel.ts'
import type { Outcome, Tracer } from '../core/ports.ts'
import type { Handle, Process } from '../core/process.ts'
import type { Offer } from '../core/queue.ts'
import type { Scope } from '../core/scope.ts'
import type { Selection } from '../core/selection.ts'
import type { Timer } from '../core/timer.ts'
import type { Run } from './run.ts'

export class Observer implements Tracer {
  private readonly run: Run
  private readonly next: Tracer | null

  constructor(run: Run, next: Tracer | null) {
    this.run = run
    this.next = next
  }

  spawned(process: Process, scope: Scope): void {
    this.run.spawned(process)
    this.next?.spawned(process, scope)
  }

  ended(process: Process, outcome: Outcome, error: unknown): void {
    this.run.ended(process, outcome, error)
    this.next?.ended(process, outcome, error)
  }

  enter<R>(_handle: Handle, body: () => R): R {
    return body()
  }

  channelCreated(channel: ChannelCore): void {
    this.run.channelCreated(channel)
    this.next?.channelCreated(channel)
  }

  spawning(handle: Handle): void {
    this.next?.spawning(handle)
  }

  parked(): void {}
  resumed(): void {}

  rendezvous(channel: ChannelCore, writer: Offer | null, reader: Offer | null): void {
    this.run.passing.rendezvous(channel, writer, reader)
    this.next?.rendezvous(channel, writer, reader)
  }

  put(channel: ChannelCore, writer: Offer | null): void {
    this.run.passing.put(channel, writer)
    this.next?.put(channel, writer)
  }

  take(channel: ChannelCore, reader: Offer | null): void {
    this.next?.take(channel, reader)
  }

  chosen(key: string | number, party: Offer | null, selection: Selection): void {
    if (party !== null) this.run.note({ kind: 'choice', party, key })
    this.next?.chosen(key, party, selection)
  }

  closed(channel: ChannelCore, by: 'reader' | 'writer'): void {
    this.run.note({ kind: 'close', channel, by: by === 'reader' ? 'read' : 'write' })
    this.next?.closed(channel, by)
  }

  poisoned(channel: ChannelCore, cause: unknown): void {
    this.run.poisoned = true
    this.run.note({ kind: 'poison', channel, cause })
    this.next?.poisoned(channel, cause)
  }

  expired(timer: Timer): void {
    this.next?.expired(timer)
  }
}
