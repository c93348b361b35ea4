/**
 * What a scope is made with, what it owns, and whom it tells.
 */
import type { PlatformSignal, Signal } from './ports.ts'
import type { Scope } from './scope.ts'

/** What a scope is limited by. */
export interface ScopeOptions {
  /** Cancels the scope when it is aborted. */
  readonly signal?: PlatformSignal | Signal | undefined
  /** Milliseconds after which the scope fails with a TimeoutError. */
  readonly timeout?: number | undefined
  /** Milliseconds that a cancelled scope waits for processes that do not end; 1,000 if left out. */
  readonly grace?: number | undefined
  /**
   * Declares that nothing outside wakes its processes: they wait for channels that nobody else uses, for the time of
   * the library, and for each other. Then a deadlock among them is certain while the program goes on, and the scope
   * fails with a `DeadlockError` of `hocket/trace`. A plain promise that is raced against a read is outside. On Node.
   */
  readonly closed?: boolean | undefined
  /** For reports. */
  readonly name?: string | undefined
}

/** Something that can be ended with a cause: what a scope owns. */
export interface Owned {
  /** Whether nothing is left to be ended, so that its owner may forget it. */
  readonly hasEnded?: boolean
  close(): void
  poison(cause: unknown): void
}

/** Told once, when everything in a scope has ended, with the distinct failures. */
export interface Settler {
  scopeSettled(roots: readonly unknown[], scope: Scope): void
  /** Settle the promise of whoever waits for the scope, where that is a promise. */
  resolve?: (value: never) => void
  reject?: (error: unknown) => void
}
