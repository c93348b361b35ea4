/**
 * The floor under generator processes: rendezvous channels and a run queue wired by hand around bare
 * generators. No names, no results, no withdrawal, no termination, no selection, no event loop. What the
 * technique itself costs; a library can only approach it.
 */

class Process {
  readonly body: Iterator<unknown>
  /** The value that waits with a blocked writer, or that was handed to a blocked reader. */
  value: unknown = undefined
  /** The operation that the process is blocked in. */
  operation: object | null = null
  next: Process | null = null

  constructor(body: Iterator<unknown>) {
    this.body = body
  }
}

let current: Process
let head: Process | null = null
let tail: Process | null = null

function schedule(process: Process): void {
  if (tail === null) head = process
  else tail.next = process
  tail = process
}

/** Adds a process to the run queue. */
export function start(body: Iterator<unknown>): void {
  schedule(new Process(body))
}

/** Runs until no process is ready. */
export function drain(): void {
  for (let process = head; process !== null; process = head) {
    head = process.next
    if (head === null) tail = null
    process.next = null
    current = process
    process.body.next()
  }
}

/** Drops every process that is ready, to end a network that would run for ever. */
export function stop(): void {
  head = tail = null
}

const SUSPENDED: IteratorResult<undefined, never> = { done: false, value: undefined }

class Read<T> {
  readonly channel: Channel<T>
  // One result object for all reads: yield* takes the value out at once.
  readonly result = { done: true as const, value: undefined as T }

  constructor(channel: Channel<T>) {
    this.channel = channel
  }
  [Symbol.iterator]() {
    return this
  }
  next(): IteratorResult<undefined, T> {
    const { channel, result } = this
    if (current.operation === this) {
      current.operation = null
      result.value = current.value as T
      current.value = undefined
      return result
    }
    if (!channel.holdsWriters) {
      channel.park(current, this, false)
      return SUSPENDED
    }
    const writer = channel.take()
    result.value = writer.value as T
    writer.value = undefined
    schedule(writer)
    return result
  }
}

class Write<T> {
  readonly channel: Channel<T>
  readonly result = { done: true as const, value: undefined }
  value: T | undefined

  constructor(channel: Channel<T>) {
    this.channel = channel
  }
  [Symbol.iterator]() {
    return this
  }
  next(): IteratorResult<undefined, undefined> {
    const { channel, result } = this
    if (current.operation === this) {
      current.operation = null
      return result
    }
    if (!channel.holdsReaders) {
      current.value = this.value
      channel.park(current, this, true)
      return SUSPENDED
    }
    const reader = channel.take()
    reader.value = this.value
    schedule(reader)
    return result
  }
}

/** A channel of the floor: one queue, which holds readers or writers, never both. */
export class Channel<T> {
  holdsReaders = false
  holdsWriters = false
  private head: Process | null = null
  private tail: Process | null = null
  private readonly reading = new Read<T>(this)
  private readonly writing = new Write<T>(this)

  read(): Read<T> {
    return this.reading
  }

  write(value: T): Write<T> {
    this.writing.value = value
    return this.writing
  }

  park(process: Process, operation: object, writes: boolean): void {
    process.operation = operation
    if (this.tail === null) {
      this.head = process
      this.holdsReaders = !writes
      this.holdsWriters = writes
    } else this.tail.next = process
    this.tail = process
  }

  take(): Process {
    const process = this.head as Process
    this.head = process.next
    if (this.head === null) {
      this.tail = null
      this.holdsReaders = this.holdsWriters = false
    }
    process.next = null
    return process
  }
}
