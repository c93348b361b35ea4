/**
 * The floor under async processes: a rendezvous channel out of bare promises. No names, no withdrawal, no
 * termination, no selection. A channel library for async functions can only approach it.
 */

interface Waiting<T> {
  value: T | undefined
  resolve: (value: T) => void
  next: Waiting<T> | null
}

/** A channel of the floor: one queue, which holds readers or writers, never both. */
export class Channel<T> {
  private holds: 'nobody' | 'readers' | 'writers' = 'nobody'
  private head: Waiting<T> | null = null
  private tail: Waiting<T> | null = null

  read(): Promise<T> | T {
    if (this.holds !== 'writers') return this.park('readers', undefined)
    const writer = this.take()
    const value = writer.value as T
    writer.resolve(value)
    return value
  }

  write(value: T): Promise<T> | undefined {
    if (this.holds !== 'readers') return this.park('writers', value)
    this.take().resolve(value)
    return undefined
  }

  private park(holds: 'readers' | 'writers', value: T | undefined): Promise<T> {
    return new Promise(resolve => {
      const waiting: Waiting<T> = { value, resolve, next: null }
      if (this.tail === null) {
        this.head = waiting
        this.holds = holds
      } else this.tail.next = waiting
      this.tail = waiting
    })
  }

  private take(): Waiting<T> {
    const waiting = this.head as Waiting<T>
    this.head = waiting.next
    if (this.head === null) {
      this.tail = null
      this.holds = 'nobody'
    }
    return waiting
  }
}
