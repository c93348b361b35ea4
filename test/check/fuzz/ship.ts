/**
 * Runs a random program as it ships, without a checker, in virtual time: one schedule, the engine's own.
 */
import { ports } from '../../../src/core/ports.ts'
import { timers } from '../../../src/core/timer.ts'
import { EventLoop } from '../../../src/testing/event-loop.ts'
import { seededRandom } from '../../../src/testing/random.ts'
import { VirtualClock } from '../../../src/testing/virtual-clock.ts'
import type { Plan } from './generate.ts'
import { program } from './interpret.ts'
import { end } from './self.ts'

const ignore = (): void => {}

/** What the processes saw, when nothing can happen any more. */
export async function shippedEnd(plan: Plan, seed: number): Promise<string> {
  const { clock, macrotask, random } = ports
  const virtual = new VirtualClock(0)
  const loop = new EventLoop()
  const restoreTimers = timers.isolate()
  const restoreBudget = loop.install()
  Object.assign(ports, {
    clock: virtual,
    macrotask: loop.macrotask,
    random: seededRandom(seed),
  })
  // What nobody handles is part of some programs, and a finding of the checker.
  process.on('unhandledRejection', ignore)
  try {
    program(plan)().catch(ignore)
    for (;;) {
      while (!(await loop.turn()));
      if (virtual.next === Infinity) return end()
      virtual.ring()
    }
  } finally {
    process.off('unhandledRejection', ignore)
    Object.assign(ports, { clock, macrotask, random })
    restoreBudget()
    restoreTimers()
  }
}
