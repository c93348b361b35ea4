/**
 * What the tracer notes on the objects of the engine, under a key of its own, and in asynchronous contexts.
 */

/** Who runs in an asynchronous context. */
export interface Identity {
  readonly number: number
}

/** A process between being asked for and being started. */
export interface Asked {
  readonly number: number
  readonly parent: number
  readonly site: string | undefined
}

/** A channel with what the engine does not count. */
export interface Numbered {
  readonly number: number
  /** Values that have passed without a buffer. */
  count: number
}

/** Whose timer it is, and for how many milliseconds it was set. */
export interface Asleep {
  readonly number: number
  readonly delay: number
}
