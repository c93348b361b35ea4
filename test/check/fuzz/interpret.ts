/**
 * Runs a random program. Every process keeps a log of what it saw; the logs together are the end of a schedule.
 */
import type { Token } from '../../../src/core/token.ts'
import {
  parallel as fiberParallel,
  select as fiberSelect,
  sleep as fiberSleep,
  read,
  wait,
  write,
} from '../../../src/fiber/index.ts'
import {
  alternative,
  barrier,
  channel,
  crew,
  dropping,
  fifo,
  parallel,
  scope,
  sleep,
  sliding,
} from '../../../src/index.ts'
import type { Op, Plan } from './generate.ts'
import { cases, show } from './guards.ts'
import { forget, Self, type World } from './self.ts'

export function program(plan: Plan): () => Promise<void> {
  return async () => {
    forget()
    const buffers = { none: undefined, fifo: fifo(1), sliding: sliding(1), dropping: dropping(1) }
    const world: World = {
      channels: plan.buffers.map((kind, index) => {
        const buffer = buffers[kind]
        return channel<number>(buffer === undefined ? `c${index}` : { name: `c${index}`, buffer })
      }),
      controller: new AbortController(),
      barrier: barrier(2, 'meeting'),
      crew: crew('lock'),
    }
    const processes = plan.bodies.map((_, index) => new Self(`${index}`, index, world))
    await parallel(
      plan.bodies.map(({ flavour, ops }, index) =>
        flavour === 'async'
          ? () => asynchronous(ops, processes[index]!)
          : () => fiber(ops, processes[index]!),
      ),
    )
  }
}

/** Awaits nothing but the library: other awaits let others in, and the checker takes what lies between for one step. */
async function asynchronous(ops: readonly Op[], self: Self): Promise<void> {
  for (const op of ops) {
    try {
      const steps = perform(op, self)
      let go = (): StepResult => steps.next()
      let step = go()
      while (!step.done) {
        try {
          const value = await step.value
          go = () => steps.next(value)
        } catch (error) {
          go = () => steps.throw(error)
        }
        step = go()
      }
      self.saw(step.value)
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
          const child = self.child()
          return () => fiber(body, child)
        })
        yield* fiberParallel(children)
      } else {
        const steps = perform(op, self)
        let step = steps.next()
        while (!step.done) step = yield* advance(steps, step.value as Promise<unknown>)
        self.saw(step.value)
      }
    } catch (error) {
      if ((error as Error).message === 'planned') throw error
      self.failed(error)
    }
  }
}

function* advance(steps: Steps, awaited: Promise<unknown>): Generator<never, StepResult, unknown> {
  let value: unknown
  try {
    value = yield* wait(awaited)
  } catch (error) {
    return steps.throw(error)
  }
  return steps.next(value)
}

/** What an operation awaits, one after the other, and what it saw in the end. */
type Steps = Generator<unknown, unknown, unknown>
type StepResult = IteratorResult<unknown, unknown>

function* perform(op: Op, self: Self): Steps {
  const { controller, barrier, crew } = self.world
  switch (op.kind) {
    case 'write':
      return yield self.channel(op.channel).writer.write(self.value + 1)
    case 'read':
      return yield self.channel(op.channel).reader.read()
    case 'guardedRead':
      return yield self.channel(op.channel).reader.read({ signal: controller.signal })
    case 'guardedWrite': {
      const { writer } = self.channel(op.channel)
      return yield writer.write(self.value + 1, { signal: controller.signal })
    }
    case 'tryRead':
      return show(self.channel(op.channel).reader.tryRead())
    case 'tryWrite':
      return self.channel(op.channel).writer.tryWrite(self.value + 1)
    case 'extended':
      return yield self.channel(op.channel).reader.extended(async value => value + 10)
    case 'closeWriting':
      return self.channel(op.channel).writer.close()
    case 'closeReading':
      return self.channel(op.channel).reader.close()
    case 'poison':
      return self.channel(op.channel).poison()
    case 'leaseAndWrite': {
      const lease = self.channel(op.channel).writer.lease()
      yield lease.write(self.value + 1)
      return lease.retire()
    }
    case 'sleep':
      return yield sleep(op.delay)
    case 'abort':
      return controller.abort(new Error('aborted'))
    case 'sync':
      return yield barrier.sync()
    case 'resign':
      return barrier.resign()
    case 'tryLock': {
      const token = crew.exclusive.tryAcquire()
      if (token === undefined) return 'locked'
      yield self.channel(0).writer.write(self.value)
      return token.release()
    }
    case 'hold': {
      const token = (yield crew.exclusive.acquire()) as Token
      try {
        return yield self.channel(op.channel).writer.write(self.value + 1)
      } finally {
        token.release()
      }
    }
    case 'begin': {
      const begun = self.channel(op.channel).writer.write(self.value + 1)
      const seen = yield* perform(op.meanwhile, self)
      yield begun
      return seen
    }
    case 'look':
      return controller.signal.aborted
    case 'throw':
      throw new Error('planned')
    case 'both':
    case 'either': {
      const one = self.channel(op.one).writer.write(self.value + 1)
      const other = self.channel(op.other).reader.read()
      if (op.kind === 'either') return yield Promise.race([one, other])
      return yield Promise.all([one, other]).then(([, value]) => value)
    }
    case 'select': {
      const turns = alternative(cases(op.guards, self), { order: op.order })
      const chosen = (yield turns.select()) as { key: number; value: unknown }
      self.saw(chosen.key)
      return show(chosen.value)
    }
    case 'parallel':
      yield parallel(op.bodies.map(body => child(body, self)))
      return 'joined'
    case 'scope':
      return yield scope(async s => {
        for (const body of op.bodies) s.spawn(child(body, self))
        return 'body'
      })
  }
}

function child(body: readonly Op[], self: Self): () => Promise<void> {
  const process = self.child()
  return () => asynchronous(body, process)
}
