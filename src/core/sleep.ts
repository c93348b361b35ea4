/**
 * Waiting for time to pass, for asynchronous processes.
 */
import { checkedDelay } from './delay.ts'
import type { OperationOptions } from './end.ts'
import { AsyncOperation, rejected } from './operation.ts'
import { ports } from './ports.ts'
import type { Place } from './queue.ts'
import { type Timer, timers } from './timer.ts'

export class Sleep implements Place {
  private readonly timer: Timer

  constructor(operation: AsyncOperation, milliseconds: number) {
    operation.place = this
    this.timer = timers.start(milliseconds, {
      expired() {
        operation.withdraw()
        operation.deliver(undefined)
      },
    })
  }

  withdraw(operation: AsyncOperation): void {
    timers.stop(this.timer)
    operation.place = null
  }

  left(): void {}
}

/**
 * Waits for a number of milliseconds, on the clock of the library: virtual in a test bubble.
 *
 * @throws the signal's reason (rejects) when it is aborted before
 */
export function sleep(milliseconds: number, options?: OperationOptions): Promise<void> {
  checkedDelay(milliseconds, 'sleep(50)')
  if (options?.signal?.aborted) return rejected(options.signal.reason)
  const operation = new AsyncOperation(undefined)
  if (options?.signal !== undefined) operation.watch(options.signal)
  new Sleep(operation, milliseconds)
  ports.tracer?.parked(operation)
  ports.choice?.parked(operation)
  return operation.promise as Promise<void>
}
