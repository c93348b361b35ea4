import { expect, test } from 'vitest'
import { AdaptiveSpin } from '../../src/workers/adaptive-spin.ts'

/** A spin on a clock of its own, whose turns take a tenth of a millisecond. */
function thread() {
  let clock = 0
  let task: (() => void) | null = null
  const spin = new AdaptiveSpin({
    now: () => clock,
    turn: next => {
      task = next
    },
  })
  const turn = (): boolean => {
    const next = task
    task = null
    clock += 0.1
    next?.()
    return task !== null
  }
  return {
    /** Whether the thread is awake after a message. */
    receive: (): boolean => {
      spin.received()
      return task !== null
    },
    turn,
    /** Turns until the thread sleeps; after how many, it says. */
    sleep: (): number => {
      let turns = 0
      while (turn()) turns++
      return turns
    },
  }
}

test('stays awake after a message, and sleeps when none follows', () => {
  const { receive, sleep } = thread()
  expect(receive()).toBe(true)
  expect(sleep()).toBeGreaterThan(0)
})

test('stays awake as long as one follows the other', () => {
  const { receive, turn } = thread()
  receive()
  for (let message = 0; message < 100; message++) {
    expect(turn()).toBe(true)
    expect(turn()).toBe(true)
    receive()
  }
})

test('where messages are rare, it sleeps after nearly all of them', () => {
  const { receive, sleep } = thread()
  const awake: number[] = []
  for (let message = 0; message < 200; message++) {
    if (receive()) awake.push(message)
    sleep()
  }
  expect(awake).toEqual([0, 2, 6, 14, 30, 62, 126, 190])
})

test('a spin that was worth it ends the rests', () => {
  const { receive, sleep, turn } = thread()
  for (let message = 0; message < 6; message++) {
    receive()
    sleep()
  }
  for (let message = 0; message < 5; message++) {
    expect(receive()).toBe(true)
    turn()
  }
  sleep()
  expect(receive()).toBe(true)
})
