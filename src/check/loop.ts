/**
 * How the checker sees that a process has run as far as it can.
 *
 * Whatever continues a process is a microtask. A `nextTick` callback that was asked for in a microtask runs when
 * no microtask is left, so it marks the moment exactly, without the cost of a turn of the event loop.
 */
import { nextTick } from 'node:process'

// Taken before a program under check can replace them.
const { setImmediate, setTimeout } = globalThis

/** Waits until nothing is left that microtasks could do. */
export function rest(): Promise<void> {
  return new Promise(resolve => queueMicrotask(() => nextTick(resolve)))
}

/** Gives the event loop a turn: for input, for signals, for rejections that nobody handled. */
export function breathe(): Promise<void> {
  return new Promise(resolve => setImmediate(resolve))
}

/** Waits in real time. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
