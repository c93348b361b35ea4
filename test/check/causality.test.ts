/** What an event depends on, in each schedule of a search: also where a path is walked again. */
import { expect, test } from 'vitest'
import { contains } from '../../src/check/causality.ts'
import { Environment } from '../../src/check/environment.ts'
import type { Executed } from '../../src/check/executed.ts'
import { Explorer } from '../../src/check/explore.ts'
import { conflict } from '../../src/check/footprint.ts'
import { Histories } from '../../src/check/histories.ts'
import { channel, fifo, parallel } from '../../src/index.ts'

/** The events of each schedule that a reduced search takes to its end. */
async function schedules(program: () => Promise<unknown>): Promise<(readonly Executed[])[]> {
  const found: (readonly Executed[])[] = []
  const environment = new Environment()
  const subject = {
    program,
    options: {},
    rules: { partner: 'any', time: 'maximal progress' },
    histories: new Histories(),
    environment,
  } as const
  const explorer = new Explorer(subject, {
    mode: 'dpor',
    maxRuns: 1_000,
    maxDepth: 100,
    until: Infinity,
    ended: ({ run }) => found.push(run.events),
    found: () => true,
    progress: () => {},
  })
  environment.install()
  try {
    await explorer.explore()
    return found
  } finally {
    environment.uninstall()
  }
}

/** Pairs of events that use the same place, one of which the other is not known to depend on. */
const unordered = (events: readonly Executed[]): string[] =>
  events.flatMap(later =>
    events
      .slice(0, later.index)
      .filter(one => conflict(one.uses, later.uses) && !contains(later.past, one.index))
      .map(one => `${later.index} on ${one.index}`),
  )

test('each event depends on those before it that it does not commute with', async () => {
  const found = await schedules(async () => {
    const c = channel<number>({ name: 'c', buffer: fifo(4) })
    await parallel([1, 2, 3, 4].map(value => async () => void c.writer.tryWrite(value)))
  })
  expect(found).toHaveLength(24)
  expect(found.flatMap(unordered)).toEqual([])
})

test('and so do the turns of one process that waits for several operations', async () => {
  const found = await schedules(async () => {
    const [c, d] = [channel<number>('c'), channel<number>('d')]
    await parallel(
      () => Promise.all([c.reader.read(), d.reader.read()]),
      () => c.writer.write(1),
      () => d.writer.write(2),
    )
  })
  expect(found).toHaveLength(2)
  expect(found.flatMap(unordered)).toEqual([])
})
