/**
 * The processes of a scope, in the order of their starts.
 *
 * An intrusive list: a scope of fifteen million fibers has no other memory of them, and one that ends leaves it at
 * once, wherever it stands.
 */
import { hasEnded, type Process } from './process.ts'

export class Family {
  protected first: Process | null = null
  private last: Process | null = null

  protected add(process: Process): void {
    process.before = this.last
    if (this.last === null) this.first = process
    else this.last.after = process
    this.last = process
  }

  protected remove(process: Process): void {
    const { before, after } = process
    if (before === null) this.first = after
    else before.after = after
    if (after === null) this.last = before
    else after.before = before
    process.before = process.after = null
  }

  /** The results of the processes; undefined for one that reached a normal ending without a result. */
  results(): unknown[] {
    const results: unknown[] = []
    for (let process = this.first; process !== null; process = process.after)
      results.push(process.value)
    return results
  }

  /** The processes that have not ended. @internal */
  get running(): Process[] {
    const running: Process[] = []
    for (let process = this.first; process !== null; process = process.after)
      if (!hasEnded(process)) running.push(process)
    return running
  }
}
