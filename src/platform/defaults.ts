/**
 * The ports as every platform has them: clock, timers, macrotasks and abort controllers.
 */
import type { Ports } from '../core/ports.ts'

// Structural types of what Node, Deno, Bun and browsers share, so that neither DOM nor Node types are needed.
interface Platform {
  readonly performance: { now(): number }
  setTimeout(callback: () => void, delay: number): unknown
  clearTimeout(handle: unknown): void
  setImmediate?(callback: () => void): unknown
  readonly MessageChannel?: new () => {
    port1: { onmessage: (() => void) | null }
    port2: { postMessage(message: unknown): void }
  }
  readonly AbortController: new () => { readonly signal: AbortSignal; abort(reason: unknown): void }
}

const platform = globalThis as unknown as Platform
// Taken once: on Node the global is a getter that costs more than the reading.
const { performance } = platform

/** The next turn of the event loop: `setImmediate` where there is one, else a message to ourselves. */
function macrotaskPort(): Ports['macrotask'] {
  const { setImmediate, MessageChannel } = platform
  if (setImmediate !== undefined) return callback => void setImmediate(callback)
  if (MessageChannel === undefined) return callback => void platform.setTimeout(callback, 0)
  const queue: (() => void)[] = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => queue.shift()?.()
  return callback => {
    queue.push(callback)
    port2.postMessage(null)
  }
}

/** Puts the platform's ports in place. */
export function installDefaults(ports: Ports): void {
  ports.clock = {
    now: () => performance.now(),
    date: () => Date.now(),
    setTimer: (delay, callback) => platform.setTimeout(callback, delay),
    clearTimer: handle => platform.clearTimeout(handle),
  }
  ports.macrotask = macrotaskPort()
  ports.createAbortable = () => new platform.AbortController()
}
