/**
 * Runs a random program. Every process keeps a log of what it saw; the logs together are the end of a schedule.
 */
import {
  parallel as fiberParallel,
  select as fiberSelect,
  sleep as fiberSleep,
  read,
  wait,
  write,
} from '../../../src/fiber/index.ts'
import {
  after,
  alternative,
  type Barrier,
  barrier,
  type Channel,
  channel,
  dropping,
  fifo,
  type Guard as HocketGuard,
  parallel,
  scope,
  skip,
  sleep,
  sliding,
} from '../../../src/index.ts'
import type { Guard, Op, Plan } from './generate.ts'

/** What the processes of the present schedule have seen. */
export let logs: string[][] = []

export const end = (): string => logs.map(log => log.join(' ')).join(' | ')

interface World {
  readonly channels: readonly Channel<number>[]
  readonly controller: AbortController
  readonly barrier: Barrier
}

class Self {
  value: number
  readonly log: string[] = []
  readonly world: World

  constructor(value: number, world: World) {
    this.value = value
    this.world = world
    logs.push(this.log)
  }

  channel(index: number): Channel<number> {
    const { channels } = this.world
    // What was read decides where things go: a program whose future depends on its past.
    return channels[(index + (this.value % 2)) % channels.length]!
  }

  saw(what: unknown): void {
    this.log.push(String(what))
    if (typeof what === 'number') this.value = what
  }

  failed(error: unknown): void {
    const { name } = error as Error
    this.log.push(name)
    this.value += 5
  }
}

export function program(plan: Plan): () => Promise<void> {
  return async () => {
    logs = []
    const buffers = { none: undefined, fifo: fifo(1), sliding: sliding(1), dropping: dropping(1) }
    const world: World = {
      channels: plan.buffers.map((kind, index) => {
        const buffer = buffers[kind]
        return channel<number>(buffer === undefined ? `c${index}` : { name: `c${index}`, buffer })
      }),
      controller: new AbortController(),
      barrier: barrier(2, 'meeting'),
    }
    const selves = plan.bodies.map((_, index) => new Self(index, world))
    await parallel(
      plan.bodies.map(({ flavour, ops }, index) =>
        flavour === 'async'
          ? () => asynchronous(ops, selves[index]!)
          : () => fiber(ops, selves[index]!),
      ),
    )
  }
}

async function asynchronous(ops: readonly Op[], self: Self): Promise<void> {
  for (const op of ops) {
    try {
      self.saw(await perform(op, self))
    } catch (error) {
      if ((error as Error).message === 'planned') throw error
      self.failed(error)
    }
  }
}

function* fiber(ops: readonly Op[], self: Self): Generator<never, void, unknown> {
  for (const op of ops) {
    try {
      if (op.kind === 'read') self.saw(yield* read(self.channel(op.channel).reader))
      else if (op.kind === 'write')
        self.saw(yield* write(self.channel(op.channel).writer, self.value + 1))
      else if (op.kind === 'sleep') self.saw(yield* fiberSleep(op.delay))
      else if (op.kind === 'select') {
        const chosen = yield* fiberSelect(alternative(cases(op.guards, self), { order: op.order }))
        self.saw(chosen.key)
        self.saw(show(chosen.value))
      } else if (op.kind === 'parallel') {
        const children = op.bodies.map(body => {
          const child = new Self(self.value, self.world)
          return () => fiber(body, child)
        })
        yield* fiberParallel(children)
      } else self.saw(yield* wait(perform(op, self)))
    } catch (error) {
      if ((error as Error).message === 'planned') throw error
      self.failed(error)
    }
  }
}

const show = (value: unknown): unknown =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : value

function cases(guards: readonly Guard[], self: Self): HocketGuard<unknown>[] {
  return guards.map(guard => {
    switch (guard.kind) {
      case 'in':
        return self.channel(guard.channel).reader
      case 'step':
        return self.channel(guard.channel).reader.step
      case 'out':
        return self.channel(guard.channel).writer.offer(self.value * 2)
      case 'after':
        return after(guard.delay)
      case 'skip':
        return skip
      default:
        return self.world.barrier
    }
  })
}

async function perform(op: Op, self: Self): Promise<unknown> {
  switch (op.kind) {
    case 'write':
      return self.channel(op.channel).writer.write(self.value + 1)
    case 'read':
      return self.channel(op.channel).reader.read()
    case 'guardedRead':
      return self.channel(op.channel).reader.read({ signal: self.world.controller.signal })
    case 'guardedWrite':
      return self
        .channel(op.channel)
        .writer.write(self.value + 1, { signal: self.world.controller.signal })
    case 'tryRead':
      return show(self.channel(op.channel).reader.tryRead())
    case 'tryWrite':
      return self.channel(op.channel).writer.tryWrite(self.value + 1)
    case 'extended':
      return self.channel(op.channel).reader.extended(async value => value + 10)
    case 'closeWriting':
      return self.channel(op.channel).writer.close()
    case 'closeReading':
      return self.channel(op.channel).reader.close()
    case 'poison':
      return self.channel(op.channel).poison()
    case 'leaseAndWrite': {
      const lease = self.channel(op.channel).writer.lease()
      await lease.write(self.value + 1)
      return lease.retire()
    }
    case 'sleep':
      return sleep(op.delay)
    case 'abort':
      return self.world.controller.abort(new Error('aborted'))
    case 'sync':
      return self.world.barrier.sync()
    case 'look':
      return self.world.controller.signal.aborted
    case 'throw':
      throw new Error('planned')
    case 'both': {
      const one = self.channel(op.one).writer.write(self.value + 1)
      const other = self.channel(op.other).reader.read()
      const [, value] = await Promise.all([one, other])
      return value
    }
    case 'select': {
      const chosen = await alternative(cases(op.guards, self), { order: op.order }).select()
      self.saw(chosen.key)
      return show(chosen.value)
    }
    case 'parallel': {
      const children = op.bodies.map(body => {
        const child = new Self(self.value, self.world)
        return () => asynchronous(body, child)
      })
      await parallel(children)
      return 'joined'
    }
    case 'scope':
      return scope(async s => {
        for (const body of op.bodies) {
          const child = new Self(self.value, self.world)
          s.spawn(() => asynchronous(body, child))
        }
        return 'body'
      })
  }
}
