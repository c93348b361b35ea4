/**
 * Causes of poison keep their identity: one failure is reported as one root, however many channels and nodes it
 * came through.
 *
 * A cause travels as a copy with a name. Here every copy of that name is one object, and where the failure began
 * it is the failure itself.
 */
export type TravellingCause = readonly [name: string, copy: unknown]

/** A failure is asked for again soon or never, so only this many are remembered. */
const REMEMBERED = 256

export class Causes {
  private readonly newName: () => string
  private readonly names = new WeakMap<object, string>()
  private readonly known = new Map<string, unknown>()

  constructor(newName: () => string) {
    this.newName = newName
  }

  /** @param copy what travels in place of the cause */
  depart(cause: unknown, copy: (cause: unknown) => unknown): TravellingCause {
    const isObject = typeof cause === 'object' && cause !== null
    const name = (isObject && this.names.get(cause)) || this.newName()
    this.remember(name, cause)
    return [name, copy(cause)]
  }

  arrive([name, copy]: TravellingCause, read: (copy: unknown) => unknown): unknown {
    if (!this.known.has(name)) this.remember(name, read(copy))
    return this.known.get(name)
  }

  private remember(name: string, cause: unknown): void {
    if (typeof cause === 'object' && cause !== null) this.names.set(cause, name)
    this.known.set(name, cause)
    if (this.known.size > REMEMBERED) this.known.delete(this.known.keys().next().value!)
  }
}
