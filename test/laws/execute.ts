/**
 * Runs a network to its end and tells what was violated: lets it come to rest, rescues it a few times, takes
 * it down, and closes the books.
 */
import { budget } from '../../src/core/budget.ts'
import { ports } from '../../src/core/ports.ts'
import { spawn } from '../../src/core/run.ts'
import { timers } from '../../src/core/timer.ts'
import { driver, RESULT } from '../../src/fiber/driver.ts'
import '../../src/index.ts'
import { Actor } from './actor.ts'
import { Kernel } from './kernel.ts'
import type { Violation } from './monitor.ts'
import type { NetworkSpec } from './network.ts'
import { Planned, World } from './world.ts'

export interface Execution {
  readonly violations: readonly Violation[]
  /** Events that the monitor has looked at. */
  readonly events: number
  readonly operations: number
  /** Values that came out of a channel. */
  readonly delivered: number
}

const MOST_TURNS = 5_000

export async function execute(spec: NetworkSpec): Promise<Execution> {
  forget()
  const kernel = new Kernel(spec.slow)
  const world = new World(spec, kernel)
  try {
    const alive = start(world)
    await rest(world)
    for (let rescue = 0; rescue < spec.rescues && alive() > 0; rescue++) {
      world.disturb({ does: rescue % 2 === 0 ? 'tryRead' : 'tryWrite', target: rescue >> 1 })
      await rest(world)
    }
    takeDown(world)
    await rest(world)
    if (alive() > 0) world.monitor.violated(0, `${alive()} processes have not ended`)
    leftovers(world)
    world.ledger.conclude(number => spec.channels[number]?.kind !== 'rendezvous')
  } catch (error) {
    world.monitor.violated(0, `the engine threw ${(error as Error).stack}`)
  } finally {
    world.monitor.stop()
    kernel.uninstall()
  }
  const { attempts, operations } = world.ledger
  return {
    violations: world.monitor.violations,
    events: world.monitor.events,
    operations: operations.length,
    delivered: attempts.filter(({ reads }) => reads > 0).length,
  }
}

/** Clears what a broken engine has left from the network before, or it would be blamed on this one. */
function forget(): void {
  driver.current = null
  driver.armed = false
  RESULT.value = undefined
}

/** Starts the processes; the function returned tells how many are alive. */
function start(world: World): () => number {
  let alive = world.spec.processes.length
  for (const [number, { flavour, steps }] of world.spec.processes.entries()) {
    const actor = new Actor(number, world)
    const handle = spawn(
      context =>
        flavour === 'async' ? actor.asyncBody(context, steps) : actor.fiberBody(context, steps),
      { name: `p${number}` },
    )
    world.handles.push(handle)
    handle.done.then(
      () => alive--,
      error => {
        alive--
        // A process that was cancelled before it started has nobody else to hear of it.
        if (error?.name !== 'AbortError' && !(error instanceof Planned))
          world.monitor.violated(0, `p${number} failed: ${error?.stack ?? error}`)
      },
    )
  }
  return () => alive
}

/** Goes on until nothing can happen any more. */
async function rest(world: World): Promise<void> {
  for (let turns = 0; turns < MOST_TURNS; turns++) {
    if (!(await world.kernel.turn())) {
      world.monitor.atRest()
      if (budget.spent) world.monitor.violated(0, 'at rest with a budget that was never renewed')
      return
    }
    world.monitor.check()
    if (world.monitor.violations.length > 0) return
  }
  world.monitor.violated(0, 'the network does not come to rest')
}

function takeDown(world: World): void {
  for (const [number, { reader }] of world.channels.entries()) {
    world.ending(number)
    reader.poison(new Planned('the network is taken down'))
    world.stepped()
  }
  world.finale.abort(new Planned('the network is taken down'))
  for (const signal of world.signals) signal.abort(new Planned('the network is taken down'))
  for (const handle of world.handles) handle.abort()
}

function leftovers({ monitor, kernel }: World): void {
  monitor.atEnd()
  if (timers.pending > 0 || kernel.leftTimers > 0)
    monitor.violated(
      0,
      `${timers.pending} timers and ${kernel.leftTimers} of the platform are left`,
    )
  if (kernel.leftListeners > 0)
    monitor.violated(0, `${kernel.leftListeners} listeners are left on signals`)
  if (driver.current !== null || driver.armed)
    monitor.violated(0, 'the driver of the fibers still names a fiber or an operation')
  if (RESULT.value !== undefined)
    monitor.violated(3, `the result shared by the fibers still holds ${String(RESULT.value)}`)
  if (ports.choice !== null) monitor.violated(0, 'a port was left installed')
}
