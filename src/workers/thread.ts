import type { Worker } from 'node:worker_threads'

/** A thread ended before its process did: it was terminated, threw outside of it, or ran out of memory. */
export class ThreadDeathError extends Error {
  override name = 'ThreadDeathError'
  /** Name of the node that died with it. */
  readonly node: string
  readonly exitCode: number

  constructor(node: string, exitCode: number, cause?: unknown) {
    const why = cause instanceof Error ? cause.message : `it ended with code ${exitCode}`
    super(`thread '${node}' died before its process ended: ${why}`, { cause })
    this.node = node
    this.exitCode = exitCode
  }
}

/** A process on a thread of its own. */
export class Thread<out R> {
  /** Name of its node. */
  readonly name: string
  /**
   * What the process gives. A failure that nobody awaits is an unhandled rejection.
   *
   * @throws what the process threw (rejects), as a copy
   * @throws ThreadDeathError (rejects) when the thread died first
   */
  readonly done: Promise<R>
  /** Resolves when the thread is gone, however it ended, and its death is known here. */
  readonly exited: Promise<number>
  private readonly worker: Worker

  /** @internal */
  constructor(name: string, worker: Worker, outcome: Promise<R>, down: Promise<void>) {
    this.name = name
    this.worker = worker
    let death: unknown
    worker.once('error', error => {
      death = error
    })
    const exited = new Promise<number>(resolve => worker.once('exit', resolve))
    this.exited = down.then(() => exited)
    const died = this.exited.then(code => {
      throw new ThreadDeathError(name, code, death)
    })
    this.done = Promise.race([outcome, died])
    died.then(undefined, ignore)
  }

  /** Ends the thread at once. To the other nodes it is dead. Resolves when it is gone. */
  async terminate(): Promise<void> {
    // Any other end that nobody awaits is an unhandled rejection; this one is no surprise.
    this.done.then(undefined, ignore)
    await this.worker.terminate()
  }

  /** Lets the program end although this thread has not: for a process that only serves others. */
  unref(): void {
    this.worker.unref()
  }
}

const ignore = (): void => {}
