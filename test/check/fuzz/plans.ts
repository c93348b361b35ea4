/**
 * Random programs that have once found a fault of the checker: a history that forgot which pair had met, objects of
 * an earlier run, a report of the engine that threw the second time, two that became ready in an order that was not
 * explored, two operations of one process whose order was not, a failure that could have come before an answer.
 */
import type { Body, Guard, Op, Plan } from './generate.ts'

const asynchronous = (...ops: readonly Op[]): Body => ({ flavour: 'async', ops })
const fiber = (...ops: readonly Op[]): Body => ({ flavour: 'fiber', ops })
const read = (channel: number): Op => ({ kind: 'read', channel })
const write = (channel: number): Op => ({ kind: 'write', channel })
const into = (channel: number): Guard => ({ kind: 'in', channel })
const out = (channel: number): Guard => ({ kind: 'out', channel })
const step = (channel: number): Guard => ({ kind: 'step', channel })
const select = (order: 'priority' | 'fair' | 'random', ...guards: readonly Guard[]): Op => ({
  kind: 'select',
  order,
  guards,
})

export const plans: Readonly<Record<string, Plan>> = {
  'two operations at once on a sliding buffer': {
    buffers: ['none', 'sliding'],
    bodies: [
      fiber(read(1), read(1)),
      asynchronous(write(0), { kind: 'both', one: 1, other: 1 }, write(0)),
      asynchronous(write(1)),
      asynchronous(write(0)),
    ],
  },
  'selections in both directions': {
    buffers: ['none', 'none', 'none'],
    bodies: [
      asynchronous(select('priority', into(1), into(0)), read(1)),
      asynchronous(select('priority', into(0), into(2))),
      fiber(select('priority', out(1), out(0)), read(2), write(2)),
      asynchronous(select('priority', out(1), into(2))),
    ],
  },
  'selections by chance and in fair order': {
    buffers: ['none', 'none', 'none'],
    bodies: [
      asynchronous(read(1)),
      fiber(select('random', into(0), into(2))),
      asynchronous(select('fair', out(0), out(1))),
      fiber(read(1), read(2)),
    ],
  },
  'attempts, buffers and a barrier': {
    buffers: ['none', 'fifo', 'dropping'],
    bodies: [
      asynchronous(
        { kind: 'tryWrite', channel: 1 },
        select('random', step(0), into(2)),
        select('fair', into(0), into(0)),
      ),
      fiber({ kind: 'tryWrite', channel: 2 }),
      fiber(select('priority', out(1), step(1)), select('priority', { kind: 'barrier' }, into(0))),
      asynchronous(read(2), read(1)),
    ],
  },
  'a writer that goes on before its extended reader': {
    buffers: ['none'],
    bodies: [
      asynchronous({ kind: 'extended', channel: 0 }, read(0)),
      fiber(write(0), { kind: 'tryWrite', channel: 0 }),
    ],
  },
  'what a process does before it fails, and another before it hears of that': {
    buffers: ['none', 'none'],
    bodies: [
      asynchronous(
        { kind: 'tryWrite', channel: 0 },
        { kind: 'closeReading', channel: 0 },
        { kind: 'throw' },
      ),
      fiber(read(1), write(1)),
    ],
  },
  'a wait that a close ends, or a failure before it': {
    buffers: ['none', 'none'],
    bodies: [
      fiber(select('priority', into(0))),
      fiber(select('priority', into(0)), { kind: 'sleep', delay: 0 }, { kind: 'throw' }),
      asynchronous(write(1), {
        kind: 'begin',
        channel: 1,
        meanwhile: { kind: 'closeReading', channel: 0 },
      }),
    ],
  },
  'two operations of one process that fail at once': {
    buffers: ['none', 'none'],
    bodies: [
      asynchronous({ kind: 'closeReading', channel: 0 }, select('priority', out(0)), {
        kind: 'poison',
        channel: 0,
      }),
      fiber(),
      asynchronous({ kind: 'both', one: 0, other: 1 }),
    ],
  },
  'whichever of two operations is over first': {
    buffers: ['none', 'none'],
    bodies: [
      asynchronous({ kind: 'either', one: 0, other: 1 }, write(1)),
      fiber(write(1)),
      asynchronous(read(0), read(1)),
    ],
  },
}
