/**
 * The ports: everything the engine needs that is not matching.
 *
 * The core is a pure state machine. Time, the event loop, chance, asynchronous context, abort controllers,
 * observation and (in the checker) the choice of what happens next enter through this one object. Each port
 * has a default for the platform, installed by `src/index.ts` (and `src/node.ts`); virtual time, the tracer and
 * the checker replace single ports and run the very same channels. An observing port that is not in use is
 * `null`, and costs one comparison.
 */
import type { Wakeable } from './budget.ts'
import type { ChannelCore } from './channel.ts'
import type { EndName } from './errors.ts'
import type { Known } from './known.ts'
import type { Handle, Process, ProcessBody, SingleOperation } from './process.ts'
import type { Offer } from './queue.ts'
import type { Scope } from './scope.ts'
import type { Selection } from './selection.ts'
import type { Timer } from './timer.ts'

/** Runs a function in the asynchronous context that was captured. */
export type Snapshot = <R>(run: () => R) => R

/** The part of an `AbortSignal` that the core uses; `AbortSignal` satisfies it. */
export interface Signal {
  readonly aborted: boolean
  readonly reason: unknown
  addEventListener(type: 'abort', listener: () => void): void
  removeEventListener(type: 'abort', listener: () => void): void
}

/** `AbortSignal` where the platform has one, so that a process can hand its signal to `fetch`. */
export type PlatformSignal = typeof globalThis extends { AbortSignal: { prototype: infer S } }
  ? S
  : Signal

export interface Abortable {
  readonly signal: Signal
  abort(reason: unknown): void
}

export interface Clock {
  /** Monotonic milliseconds. */
  now(): number
  /** Milliseconds since 1970, for deadlines given as dates. */
  date(): number
  /** Calls back once, `delay` milliseconds from now; `delay` is at most 2^31 - 1. */
  setTimer(delay: number, callback: () => void): unknown
  clearTimer(handle: unknown): void
}

/** What a process ended as: its result, a normal ending, a failure, or cancelled by its scope. */
export type Outcome = 'done' | 'ended' | 'failed' | 'cancelled'

/**
 * Observes a running network. A `null` party is the process that is running right now: the side of a
 * rendezvous that found its partner waiting has no offer in any queue.
 */
export interface Tracer {
  channelCreated(channel: ChannelCore): void
  /** A process was asked for, by the process that is running: its parent, and a stack that leads to it. */
  spawning(handle: Handle): void
  spawned(process: Process, scope: Scope): void
  /** Wraps the call of an asynchronous body, so that the tracer can follow its identity. */
  enter<R>(process: Handle, body: () => R): R
  ended(process: Process, outcome: Outcome, error: unknown): void
  /**
   * The party waits: its offer (or all offers of its selection) stands in the queues, or it sleeps.
   *
   * @param channel where it stands if it waits at one end of one channel alone, with that end; or where its call was
   * accepted, if it waits for the answer
   */
  parked(offer: Offer, channel?: ChannelCore, end?: EndName | 'answer'): void
  /** The party waits no longer: it was answered, withdrawn or told of an ending. */
  resumed(party: Offer): void
  rendezvous(channel: ChannelCore, writer: Offer | null, reader: Offer | null, value: unknown): void
  put(channel: ChannelCore, writer: Offer | null, value: unknown): void
  take(channel: ChannelCore, reader: Offer | null): void
  chosen(key: string | number, party: Offer | null, selection: Selection): void
  closed(channel: ChannelCore, by: 'reader' | 'writer'): void
  poisoned(channel: ChannelCore, cause: unknown): void
  expired(timer: Timer): void
  /**
   * Everybody has arrived at a barrier: those whose offers wait there, about to be told, and, unless it was completed
   * by one that resigned, the process that is running.
   */
  synchronised?(name: string, offers: readonly Offer[], arriving: boolean): void
  /** An operation of the running process waits for a channel on another node: it stands in no queue of this engine. */
  parkedRemotely?(operation: object, end: RemoteEnd): void
  /** It waits no longer; `met`: a value was given or taken. */
  resumedRemotely?(operation: object, end: RemoteEnd, met: boolean): void
}

/** The end of a channel that lives on a node, this one or another. */
export interface RemoteEnd {
  readonly address: { readonly home: string; readonly name: string }
  readonly direction: 'read' | 'write'
}

/**
 * How a step of a process uses something that others can reach as well: `shared` uses commute with each other,
 * an `exclusive` one commutes with none.
 */
export type Access = 'shared' | 'exclusive'

/**
 * Decides what happens next, in the checker. While it is set no operation meets its partner by itself and no
 * process goes on by itself: every offer parks, every wake-up is handed over, and whoever holds this port
 * commits what it chooses. What processes do to each other outside of that (ending a channel, aborting,
 * trying without waiting) is told by `touched`.
 */
export interface Choice {
  /** A process is ready to start; `launch` it when it is its turn. */
  starting(handle: Handle): void
  /** An offer was put into a queue of the channel. */
  offered(channel: ChannelCore, end: 'reader' | 'writer', offer: Offer): void
  /** A party waits: in its queues, all its cases at once, or for time, its children or a promise. */
  parked(party: Offer): void
  /** A party was matched or failed; `settle` it when it is its turn to run. */
  waking(party: Offer & Wakeable): void
  /** Whoever awaits the end of this process (`settleDone`), or of everything in this scope (`tell`), can go on. */
  joined(ended: Process | Scope): void
  /** A timer was started. */
  armed(timer: Timer): void
  /** The running step used a channel, a buffer, a scope or a signal otherwise than by a queued offer. */
  touched(place: object, access: Access): void
  /**
   * Whether a selection polls its cases as ever, since one of them may happen without a partner. Where every case
   * needs one it parks at once, and whoever holds this port lets it meet.
   */
  polls(selection: Selection): boolean
  /**
   * An operation that does not wait, or the poll of a selection, is about to take the first who waits at this end or
   * what a buffer holds: puts the one chosen there; false if there is none for it.
   */
  trying(channel: ChannelCore, partners: EndName): boolean
}

export interface Ports {
  clock: Clock
  /** Runs the callback in a later turn of the event loop, after pending input and timers had theirs. */
  macrotask: (callback: () => void) => void
  /** A number in [0, 1). */
  random: () => number
  /** Captures the asynchronous context of the caller, or null where the platform has none. */
  captureContext: (() => Snapshot) | null
  createAbortable: () => Abortable
  /** Starts a fiber, of a generator that a process body returned. */
  startFiber: (body: Generator | SingleOperation<unknown>, handle: Handle) => void
  /** The name of the process that is running, if it is known. */
  currentName: () => string | undefined
  /** Looks after a scope that is declared closed, and starts its body: fails it when its processes can never go on. */
  watchClosed: ((scope: Scope, body: ProcessBody<unknown>) => () => void) | null
  /** Notes what is made, where the platform can tell of a program that has stopped. */
  known: Known | null
  tracer: Tracer | null
  choice: Choice | null
}

const missing = (): never => {
  throw new Error("the ports of the engine are not installed: import 'hocket'")
}

export const ports: Ports = {
  clock: { now: missing, date: missing, setTimer: missing, clearTimer: missing },
  macrotask: missing,
  random: Math.random,
  captureContext: null,
  createAbortable: missing,
  startFiber: () => {
    throw new Error("a generator runs as a fiber: import 'hocket/fiber'")
  },
  currentName: () => undefined,
  watchClosed: null,
  known: null,
  tracer: null,
  choice: null,
}
