/**
 * The invariants of the engine, over random networks of mixed fibers and asynchronous processes. Every test
 * checks all of them at every event; each lays the stress where its own is most easily broken.
 */
import { expect, test } from 'vitest'
import * as profile from './arbitrary.ts'
import { hold } from './check.ts'

const seed = Number(process.env.HOCKET_SEED ?? 20_20)
const RUNS = 500

const laws = [
  [
    'Both queues of an unbuffered channel hold offers only if every pair belongs to the same selection',
    profile.rendezvous,
  ],
  [
    'A party leaves the waiting state exactly once; then none of its offers is in any queue',
    profile.withdrawal,
  ],
  [
    'A value written is read exactly once, or its writer is told that it was not, or, once buffered, it goes to onUndelivered exactly once',
    profile.pressure,
  ],
  ['An ended channel has empty queues', profile.endings],
  ['Values from one writer to one reader arrive in order', profile.traffic],
  ['User code never runs between the two halves of a commit', profile.callbacks],
] as const

test.each(laws)('%s', async (_name, stress) => {
  const totals = await hold(stress, seed, RUNS)
  // A law about nothing would hold as well.
  expect(totals.delivered).toBeGreaterThan(RUNS)
})
