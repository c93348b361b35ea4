/**
 * How a body becomes a running process: it is called, and what it returns tells its flavour.
 */
import { ports, type Tracer } from './ports.ts'
import {
  AsyncProcess,
  DEFINITION,
  type DefinedBody,
  type Handle,
  isFiberBody,
  Process,
  type ProcessBody,
} from './process.ts'
import { isThenable } from './thenable.ts'

/** Calls the body of a process and makes it a process of its scope. */
export function launch(handle: Handle): void {
  const { scope } = handle
  const body = handle.body as ProcessBody<unknown>
  handle.body = null
  ports.choice?.touched(scope, 'shared')
  let result: unknown
  try {
    // It was told to stop before its body was called.
    const early = handle.extras?.interruption ?? scope.cancellation
    if (early !== null) throw early.reason
    result = ports.tracer === null ? body(handle) : enter(ports.tracer, handle, body)
  } catch (error) {
    scope.failed(scope.adopt(handle, new Process(handle)), error)
    return
  }
  if (isFiberBody(result)) {
    ports.startFiber(result, handle)
    return
  }
  if (isThenable(result)) {
    const process = new AsyncProcess(handle)
    scope.adopt(handle, process)
    process.follow(result)
  } else endAtOnce(scope.adopt(handle, new Process(handle)), result)
}

/** The process of a body of neither flavour has ended by being called, if that is what was meant. */
function endAtOnce(process: Process, result: unknown): void {
  if (typeof result === 'function' && DEFINITION in result)
    process.scope.failed(process, (result as DefinedBody<unknown>)[DEFINITION].notStarted())
  else process.scope.ended(process, result)
}

/** The call of a body as the tracer sees it. */
function enter(tracer: Tracer, handle: Handle, body: ProcessBody<unknown>): unknown {
  return tracer.enter(handle, () => body(handle))
}
