/**
 * The errors of the library, and the one rule that tells a normal ending from a failure.
 */

export type EndName = 'reader' | 'writer'

export interface ChannelErrorDetails {
  channel: string
  end: EndName
  process?: string | undefined
  cause?: unknown
}

/** An operation on a channel could not happen. Names the channel, the end and, where known, the process. */
export class ChannelError extends Error {
  override name = 'ChannelError'
  /** Name of the channel. */
  readonly channel: string
  /** The end that the failed operation was made on. */
  readonly end: EndName
  /** Name of the process that made the operation, where it is known. */
  process: string | undefined

  constructor(message: string, { channel, end, process, cause }: ChannelErrorDetails) {
    super(message + byProcess(process), cause === undefined ? undefined : { cause })
    this.channel = channel
    this.end = end
    this.process = process
  }
}

/**
 * The channel has been closed. Reading at the end, and writing after the reading side was closed, end a
 * process normally; writing after the writing side was closed is a failure (two producers that each close
 * would otherwise lose data in silence; the cure is `lease`).
 */
export class ClosedError extends ChannelError {
  override name = 'ClosedError'
  /** Which side closed the channel. */
  readonly by: EndName

  constructor(message: string, details: ChannelErrorDetails & { by: EndName }) {
    super(message, details)
    this.by = details.by
  }
}

/**
 * The channel has been poisoned (the term and the idea are PyCSP's). Without a cause it is an orderly end;
 * with one, `cause` is the failure that travels along the channels.
 */
export class PoisonError extends ChannelError {
  override name = 'PoisonError'
}

/** A lease of an end was used after it had been retired. */
export class RetiredError extends ChannelError {
  override name = 'RetiredError'
}

/** A process was cancelled: by its scope, or through its handle. Its `cause` is the reason. */
export class AbortError extends Error {
  override name = 'AbortError'
}

/** A scope took longer than its `timeout`. */
export class TimeoutError extends Error {
  override name = 'TimeoutError'
}

/** Whether a process that ended by this error has ended normally, with `undefined` for its result. */
export function isNormalEnding(error: unknown): boolean {
  if (error instanceof ClosedError) return !(error.end === 'writer' && error.by === 'writer')
  return error instanceof PoisonError && error.cause === undefined
}

/** Who did it, for the end of a message; empty where that is not known. */
export function byProcess(name: string | undefined): string {
  return name === undefined ? '' : ` (in process '${name}')`
}

/** The failure behind an error that poison carried here, through however many channels. */
export function rootCause(error: unknown): unknown {
  let root = error
  while (root instanceof PoisonError && root.cause !== undefined) root = root.cause
  return root
}

/** What the process or scope that this reason cancelled was cancelled for: the failure behind an AbortError. */
export function cancelledFor(reason: unknown): unknown {
  return reason instanceof AbortError ? (reason.cause ?? reason) : reason
}

/** A value for a message: `'name'`, `42`, `[object Object]`, shortened. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return `'${value.length > 40 ? `${value.slice(0, 37)}...` : value}'`
  if (typeof value === 'function') return `function ${value.name || '(anonymous)'}`
  try {
    return String(value)
  } catch {
    return Object.prototype.toString.call(value)
  }
}

/** Why something failed, in the words of the error, for a message. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : show(error)
}
