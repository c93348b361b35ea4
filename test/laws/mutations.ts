/**
 * Planted faults. Each replaces exact source text of the engine, so that a fault whose text has gone says so;
 * each must be caught by the laws, and names the invariant that catches it (0: everything ends, and nothing is
 * left of a network).
 */
import type { Law } from './monitor.ts'

export interface Mutation {
  readonly name: string
  readonly caughtBy: Law
  /** The profile whose networks show it soonest. */
  readonly profile?: string
  /** File below src/, text that must stand there exactly once, and what replaces it. */
  readonly edits: readonly (readonly [file: string, from: string, to: string])[]
}

const buffer = 'core/buffer.ts'
const channel = 'core/channel.ts'
const queue = 'core/queue.ts'
const selection = 'core/selection.ts'

export const mutations: readonly Mutation[] = [
  {
    name: 'a loser of a selection consumes',
    caughtBy: 3,
    edits: [
      [
        selection,
        'if (value !== NONE) return this.result(one, value)',
        `if (value !== NONE) {
          const loser = sequence[at]
          if (loser?.enabled) try { loser.guard.poll(loser) } catch {}
          return this.result(one, value)
        }`,
      ],
    ],
  },
  {
    name: 'the withdrawal of a loser is missed',
    caughtBy: 2,
    edits: [
      [
        selection,
        'for (const one of this.cases) if (one.place !== null) one.place.withdraw(one)',
        'for (const one of this.cases) if (one.place !== null && one !== this.cases[1]) one.place.withdraw(one)',
      ],
    ],
  },
  {
    name: 'a selection meets itself',
    caughtBy: 1,
    edits: [
      [queue, 'writer.selection !== null && writer.selection === selection', 'false'],
      [queue, 'if (reader.selection !== selection) return reader', 'return reader'],
      [
        selection,
        '      one.place = one.guard\n',
        `      const met = one.guard.poll(one)
      if (met !== NONE && this.owner !== null) { owner.withdraw(); this.choose(one, met) }
      if (met !== NONE) return
      one.place = one.guard
`,
      ],
    ],
  },
  {
    name: 'a wake-up is lost',
    caughtBy: 2,
    edits: [
      [
        channel,
        'this.committed(null, reader, value)\n    reader.deliver(value)',
        'this.committed(null, reader, value)',
      ],
    ],
  },
  {
    name: 'a writer is told twice',
    caughtBy: 2,
    edits: [
      [
        channel,
        'this.committed(writer, null)\n    writer.deliver(undefined)',
        'this.committed(writer, null)\n    writer.deliver(undefined)\n    writer.deliver(undefined)',
      ],
    ],
  },
  {
    name: 'a buffered value is delivered twice',
    caughtBy: 3,
    edits: [
      [
        buffer,
        'const value = this.take()\n',
        'const value = this.take()\n    if (this.size === 0 && core.state < DRAINING) this.put(value)\n',
      ],
    ],
  },
  {
    name: 'queues are last in, first out',
    caughtBy: 5,
    edits: [
      [
        queue,
        `  const tail = head.previous as Offer
  tail.next = offer
  offer.previous = tail
  head.previous = offer
  return head`,
        `  offer.next = head
  offer.previous = head.previous
  head.previous = offer
  return offer`,
      ],
    ],
  },
  {
    name: 'the tail of a queue is forgotten',
    caughtBy: 2,
    edits: [[queue, 'const follower = next ?? first', 'const follower = next']],
  },
  {
    name: 'close drops the writes that were offered',
    caughtBy: 4,
    edits: [
      [
        channel,
        "ports.tracer?.closed(this, 'writer')\n",
        "ports.tracer?.closed(this, 'writer')\n    this.failAll('writer', this.endError('writer'))\n",
      ],
    ],
  },
  {
    name: 'poison leaves a reader',
    caughtBy: 4,
    edits: [
      [channel, 'if (this.readers !== null)', 'if (this.readers !== null && state !== POISONED)'],
    ],
  },
  {
    name: 'an overflowing buffer loses a value',
    caughtBy: 3,
    edits: [[buffer, 'if (evicted !== NONE) handOver([evicted], this.onUndelivered)', '']],
  },
  {
    name: 'the values left in an ended buffer are lost',
    caughtBy: 3,
    edits: [[channel, 'this.buffer?.abandon()', '']],
  },
  {
    name: 'a writer is not let in when the buffer has room again',
    caughtBy: 1,
    edits: [[buffer, 'if (ports.choice === null) this.refill(core)', '']],
  },
  {
    name: 'a commit looks at the payload between its halves',
    caughtBy: 6,
    edits: [
      [
        channel,
        'this.committed(null, reader, value)\n    reader.deliver(value)',
        'this.committed(null, reader, value)\n    void (value as PromiseLike<unknown>).then\n    reader.deliver(value)',
      ],
    ],
  },
  {
    name: 'the map of a guard runs in the partner, inside the commit',
    caughtBy: 6,
    edits: [[selection, 'owner.deliver(chosen)', 'owner.deliver(this.transform(chosen))']],
  },
  {
    name: 'a commit delivers before it has withdrawn',
    caughtBy: 2,
    edits: [
      [
        channel,
        'this.commit(writer, reader, value)\n    reader.deliver(value)',
        'reader.deliver(value)\n    this.committed(writer, reader, value)',
      ],
    ],
  },
  {
    name: 'onUndelivered runs before everybody has been told',
    caughtBy: 6,
    edits: [
      [
        channel,
        '    if (this.readers !== null)',
        '    this.buffer?.abandon()\n    if (this.readers !== null)',
      ],
    ],
  },
  {
    name: 'an abort leaves the offer in the queue',
    caughtBy: 2,
    edits: [['core/operation.ts', '    this.withdraw()\n    place.left()\n', '    place.left()\n']],
  },
  {
    name: 'a lease counts twice',
    caughtBy: 4,
    edits: [['core/end.ts', 'core.leases[end]++', 'core.leases[end] += 2']],
  },
  {
    name: 'the last lease does not close the channel',
    caughtBy: 4,
    edits: [
      [
        'core/end.ts',
        'if (--(core.leases as Leases)[name] > 0)',
        'if (--(core.leases as Leases)[name] >= 0)',
      ],
    ],
  },
  {
    name: 'a retired lease leaves what waits at it',
    caughtBy: 2,
    profile: 'endings',
    edits: [
      [
        'core/end.ts',
        '  // Only now: what waits is withdrawn through the end that it waits at.\n  end.core = retired\n',
        '',
      ],
      [
        'core/end.ts',
        '  const retired = retiredCore(core)\n',
        '  const retired = retiredCore(core)\n  end.core = retired\n',
      ],
    ],
  },
  {
    name: 'the shared result of the fibers is kept',
    caughtBy: 3,
    edits: [['fiber/run-queue.ts', 'RESULT.value = undefined', '']],
  },
  {
    name: 'a fiber is given the result of another',
    caughtBy: 3,
    edits: [
      [
        'fiber/operation.ts',
        '  RESULT.value = value\n  return RESULT',
        '  RESULT.value ??= value\n  return RESULT',
      ],
    ],
  },
  {
    name: 'draining never ends',
    caughtBy: 4,
    edits: [
      [channel, 'if (this.state === DRAINING) this.drained()\n    if (--budget', 'if (--budget'],
    ],
  },
  {
    name: 'a draining channel is not told that its last offer was withdrawn',
    caughtBy: 4,
    profile: 'endings',
    edits: [[selection, 'for (const one of this.cases) if (one.enabled) one.guard.left()', '']],
  },
  {
    name: 'a timeout that lost is not stopped',
    caughtBy: 0,
    edits: [['core/guards.ts', 'timers.stop(selectionCase.handle as Timer)', '']],
  },
  {
    name: 'a signal that lost keeps its listener',
    caughtBy: 0,
    edits: [['core/signal-guard.ts', ';(selectionCase.handle as () => void)()', '']],
  },
  {
    name: 'an alternative stays engaged after an abort',
    caughtBy: 0,
    edits: [[selection, '  left(): void {\n    this.owner = null\n', '  left(): void {\n']],
  },
  {
    name: 'a selection goes on enlisting after an extended reader has met it',
    caughtBy: 2,
    profile: 'rendezvous',
    edits: [[selection, 'if (owner.place !== this) return', '']],
  },
  {
    name: 'an abort reaches the writer of an extended rendezvous',
    caughtBy: 2,
    profile: 'withdrawal',
    edits: [
      ['core/operation.ts', 'if (place === null) return', ''],
      ['core/operation.ts', 'place.interrupt !== undefined', 'place?.interrupt !== undefined'],
      ['core/operation.ts', 'place.left()', 'place?.left()'],
    ],
  },
  {
    name: 'leaving the loop of an alternative ends a turn that has happened',
    caughtBy: 2,
    profile: 'withdrawal',
    edits: [['core/select.ts', 'if (waiting?.place === selection) {', 'if (waiting !== null) {']],
  },
  {
    name: 'an interruption reaches a fiber that an extended reader has met',
    caughtBy: 2,
    profile: 'withdrawal',
    edits: [
      [
        'fiber/communicate.ts',
        'fiber.extras !== null && fiber.place !== null',
        'fiber.extras !== null',
      ],
    ],
  },
  {
    name: 'leaving the loop of a reader leaves its reads in the queue',
    caughtBy: 2,
    edits: [['core/iterate.ts', '  leave(): void {\n    this.withdraw()\n', '  leave(): void {\n']],
  },
  {
    name: 'a spent budget is never renewed',
    caughtBy: 0,
    edits: [['core/budget.ts', '    ports.macrotask(renew)\n  },\n\n  defer', '  },\n\n  defer']],
  },
]
