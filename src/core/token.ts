/**
 * Something that is held for a while: a permit of a semaphore, a lock of a crew, a place at a barrier.
 */
export class Token implements Disposable {
  private giveBack: (() => void) | null

  /** @internal */
  constructor(giveBack: () => void) {
    this.giveBack = giveBack
  }

  /** Whether it has not been given back yet. */
  get held(): boolean {
    return this.giveBack !== null
  }

  /** Gives it back; a second time does nothing, so it can be released early and disposed of as well. */
  release(): void {
    const { giveBack } = this
    this.giveBack = null
    giveBack?.()
  }

  [Symbol.dispose](): void {
    this.release()
  }
}
