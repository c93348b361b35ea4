/**
 * An abort signal as a guard.
 */
import { BaseGuard } from './guard.ts'
import { NONE } from './none.ts'
import type { Signal } from './ports.ts'
import type { SelectionCase } from './selection.ts'
import { watch } from './signal.ts'

/** Ready when the signal has been aborted; gives its reason. */
export class SignalGuard extends BaseGuard<unknown> {
  private readonly signal: Signal

  constructor(signal: Signal) {
    super()
    this.signal = signal
  }

  poll(): unknown {
    return this.signal.aborted ? this.signal.reason : NONE
  }

  enlist(selectionCase: SelectionCase): void {
    selectionCase.handle = watch(this.signal, {
      aborted(reason) {
        selectionCase.withdraw()
        selectionCase.deliver(reason)
      },
    })
  }

  withdraw(selectionCase: SelectionCase): void {
    ;(selectionCase.handle as () => void)()
    selectionCase.handle = null
    selectionCase.place = null
  }
}
