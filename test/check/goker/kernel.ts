/**
 * Bugs from the field, rebuilt from what their public threads say.
 *
 * The ids are those of GoKer, the kernels of GoBench (Yuan et al., "GoBench: a benchmark suite of real-world Go
 * concurrency bugs", CGO 2021): project and number of the pull request that fixed the bug. Each is written anew as
 * a hocket program, once with the bug and once with its fix: processes for goroutines, channels of the same
 * capacities, a channel that holds one token for a mutex, a closed channel for a broadcast.
 */
import type { CheckOptions, Program } from '../../../src/check/index.ts'
import { channel, fifo, type Guard } from '../../../src/index.ts'

export interface Kernel {
  readonly id: string
  readonly class: string
  /** What went wrong, in a line. */
  readonly story: string
  readonly program: (fixed: boolean) => Program
  readonly options?: CheckOptions
}

/** A mutex: whoever holds the token has the lock. */
export interface Mutex {
  lock(): Promise<unknown>
  unlock(): Promise<unknown>
}

export async function mutex(name: string): Promise<Mutex> {
  const token = channel<void>({ name, buffer: fifo(1) })
  await token.writer.write()
  return { lock: () => token.reader.read(), unlock: () => token.writer.write() }
}

/** A wait group for a number of processes. */
export interface WaitGroup {
  done(): Promise<unknown>
  wait(): Promise<void>
}

export function waitGroup(name: string, count: number): WaitGroup {
  const ended = channel<void>({ name, buffer: fifo(count) })
  return {
    done: () => ended.writer.write(),
    async wait() {
      for (let n = 0; n < count; n++) await ended.reader.read()
      // It stays at zero: others may wait as well.
      for (let n = 0; n < count; n++) await ended.writer.write()
    },
  }
}

/** A broadcast: Go's idiom of a channel that is closed and never written. */
export interface Broadcast {
  /** Ready from the moment it was sent. */
  readonly sent: Guard<unknown>
  wait(): Promise<unknown>
  send(): void
}

export function broadcast(name: string): Broadcast {
  const closed = channel<never>(name)
  return {
    sent: closed.reader.step,
    wait: () => closed.reader.read().catch(() => undefined),
    send: () => closed.close(),
  }
}
