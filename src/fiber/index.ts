/**
 * hocket/fiber: processes as generators, dense and fast.
 *
 *     await run(function* () {
 *       yield* write(output, (yield* read(input)) + 1)
 *     })
 *
 * Fibers and async processes meet on the same channels. Start fibers with `run`, `parallel`, `spawn` or a scope
 * of `hocket`, or with the operations here from within a fiber.
 *
 * @packageDocumentation
 */
import { ports } from '../core/ports.ts'
import { driver } from './driver.ts'
import { startFiber } from './start.ts'

ports.startFiber = startFiber
ports.currentName = () => driver.current?.name

export { spawn } from '../core/run.ts'
export { call } from './call.ts'
export { read, write } from './communicate.ts'
export { parallel, run, sequence } from './compose.ts'
export type { FiberOperation } from './operation.ts'
export { type ScopeBody, scope } from './scope.ts'
export { sync } from './sync.ts'
export { select, sleep, wait } from './waiting.ts'
