/**
 * What a bubble reports: something left over, or waiting for what will not come.
 */
export class BubbleError extends Error {
  override name = 'BubbleError'
  /** One sentence for each process or timer that the report is about. */
  readonly waiting: readonly string[]

  constructor(what: string, waiting: readonly string[]) {
    super([what, ...waiting].join('\n  '))
    this.waiting = waiting
  }
}
