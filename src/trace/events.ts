/**
 * The one event stream: what a running network did, as plain JSON values.
 *
 * Recorder, exports, reports and the viewer meet in these types and in nothing else, so a trace that was
 * written to a file yesterday, a live program and a counterexample of the checker are the same thing to all
 * of them. Identifiers are small integers, unique within one recording. Times are milliseconds since the
 * recording began (fractions allowed); sequence numbers order the events and have no gaps.
 */

/** Which way an operation points on a channel. */
export type Direction = 'read' | 'write'

/**
 * What a process is blocked in. `wait` is the end of other processes, all of them (a parallel composition,
 * a scope); every other operation is answered by any one of its guards.
 */
export type Operation = 'read' | 'write' | 'select' | 'timer' | 'barrier' | 'wait'

/** One guard of a blocked operation: a channel end, or something without a channel (a timer, a signal). */
export interface Guarded {
  readonly channel?: number
  readonly direction?: Direction
  /** The key of the case in a selection, as text. */
  readonly key?: string
  /** Milliseconds until the deadline, for a timer guard. */
  readonly delay?: number
  /** A barrier, bucket or lock by its name: no channel, but only processes can make it happen. */
  readonly waitable?: string
  /** The process whose end is awaited, for `wait`. */
  readonly process?: number
}

interface Stamp {
  readonly sequence: number
  readonly time: number
}

/** What happens in a network, as plain data. */
export type TraceEvent =
  | (Stamp & {
      kind: 'spawn'
      process: number
      name: string
      parent?: number
      flavour: 'async' | 'fiber'
      site?: string
      /** The channel ends that it was given as arguments of `defineProcess`. */
      ends?: readonly Guarded[]
    })
  | (Stamp & {
      kind: 'end'
      process: number
      outcome: 'done' | 'ended' | 'failed' | 'cancelled'
      error?: string
    })
  | (Stamp & {
      kind: 'channel'
      channel: number
      name: string
      buffer?: { kind: string; capacity: number }
      site?: string
      /** The node where it lives, for the channel of a node: whoever else uses it need not be in this recording. */
      home?: string
    })
  | (Stamp & {
      kind: 'park'
      process: number
      operation: Operation
      guards: readonly Guarded[]
      site?: string
    })
  | (Stamp & { kind: 'resume'; process: number })
  | (Stamp & { kind: 'rendezvous'; channel: number; writer: number; reader: number; count: number })
  | (Stamp & { kind: 'put'; channel: number; writer: number; depth: number })
  | (Stamp & { kind: 'take'; channel: number; reader: number; depth: number })
  /** `among`: the guards that it chose among, while debugging. */
  | (Stamp & { kind: 'choice'; process: number; key: string; among?: readonly Guarded[] })
  | (Stamp & { kind: 'close'; channel: number; process: number; by: Direction })
  | (Stamp & { kind: 'poison'; channel: number; process: number; cause?: string })
  | (Stamp & { kind: 'timer'; process: number; delay: number })
  /** `barrier`: as it is called in reports, such as `barrier round`. */
  | (Stamp & { kind: 'barrier'; barrier: string; processes: readonly number[] })
  /** A verdict, never a suspicion: `stuck` can never go on, `knot` is the part of them that waits only for itself. */
  | (Stamp & { kind: 'deadlock'; stuck: readonly number[]; knot: readonly number[] })

/** The kinds of events. */
export type TraceEventKind = TraceEvent['kind']

/** Process number of an operation made by nobody that the library knows (plain code outside any process). */
export const OUTSIDE = 0

/** Key of the guard, on the call channel, of a process that waits for the answer to a call that was accepted. */
export const ANSWER = 'an answer'

/** Key of the guard of a process that waits for the end of those it started in parallel. */
export const CHILDREN = 'children'
