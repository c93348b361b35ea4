/**
 * The step that is running: whose it is, and its local history so far.
 */
import { BEGINNING, type Histories } from './histories.ts'
import type { Task } from './party.ts'

export class Step {
  history = BEGINNING
  /** Whose step it is; null for what is nobody's, such as a meeting. */
  task: Task | null = null
  private readonly histories: Histories
  private given = 0

  constructor(histories: Histories) {
    this.histories = histories
  }

  /** Begins a step that continues a history. */
  begin(history: number, task: Task | null): void {
    this.history = history
    this.task = task
    this.given = 0
  }

  /** Lets another step go first; the function returned goes back to this one. */
  interrupt(history: number): () => void {
    const { history: own, task, given } = this
    this.begin(history, null)
    return () => {
      this.begin(own, task)
      this.given = given
    }
  }

  end(): void {
    this.task = null
  }

  /** A name for something that the step does, the same in every run in which it does it. */
  name(): number {
    return this.histories.of(this.history, 'names', this.given++)
  }

  /** Notes what the step has seen. */
  observe(what: number | string): void {
    this.history = this.histories.of(this.history, 'sees', what)
  }
}
