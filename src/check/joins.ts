/**
 * Who waits for the end of a scope, and how those in it have ended.
 */
import type { Scope } from '../core/scope.ts'
import type { Histories } from './histories.ts'
import type { Task } from './party.ts'

export interface Joined {
  /** The history with which whoever waits for the scope goes on, before it knows how the scope ended. */
  readonly key: number
  /** Who opened it. */
  readonly task: Task
  readonly endings: number[]
}

export class Joins {
  private readonly scopes = new Map<Scope, Joined>()
  private readonly histories: Histories

  constructor(histories: Histories) {
    this.histories = histories
  }

  of(scope: Scope): Joined | undefined {
    return this.scopes.get(scope)
  }

  /** Makes a scope known, the first time that it is heard of. */
  open(scope: Scope, key: number, task: Task): Joined {
    const joined = { key, task, endings: [] }
    this.scopes.set(scope, joined)
    return joined
  }

  /** A process of the scope has ended with this history. */
  ended(scope: Scope, history: number): void {
    this.scopes.get(scope)?.endings.push(history)
  }

  /** The history of the end of a scope: the same in whatever order those in it ended. */
  ending({ key, endings }: Joined): number {
    const how = [...endings].sort((one, other) => one - other).join()
    return this.histories.of(key, 'joins', how)
  }
}
