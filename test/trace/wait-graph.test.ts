import { expect, test } from 'vitest'
import { findStuck, type Wait } from '../../src/trace/wait-graph.ts'

const any = (process: number, ...servers: (number[] | undefined)[]): Wait => ({
  process,
  all: false,
  guards: servers.map(list => ({ guard: {}, servers: list })),
})
const all = (process: number, ...children: number[]): Wait => ({
  process,
  all: true,
  guards: children.map(child => ({ guard: { process: child }, servers: [child] })),
})

test('two processes that wait for each other are a knot', () => {
  expect(findStuck([any(1, [2]), any(2, [1])])).toEqual({ stuck: [1, 2], knots: [[1, 2]] })
})

test('a cycle with an alternative that leads out of it is no deadlock', () => {
  // 2 may also be served by 3, which is running.
  expect(findStuck([any(1, [2]), any(2, [1], [3])])).toEqual({ stuck: [], knots: [] })
})

test('a cycle with a timer on it is no deadlock', () => {
  expect(findStuck([any(1, [2]), any(2, [1], undefined)])).toEqual({ stuck: [], knots: [] })
})

test('one guard that several could serve is alive while one of them is', () => {
  expect(findStuck([any(1, [2, 3]), any(2, [1])]).stuck).toEqual([])
})

test('who waits behind a knot is stuck but not knotted', () => {
  const found = findStuck([any(1, [2]), any(2, [1]), any(3, [1]), any(4, [3])])
  expect(found).toEqual({ stuck: [1, 2, 3, 4], knots: [[1, 2]] })
})

test('a process that nobody could answer is a knot of its own', () => {
  expect(findStuck([any(1, [])])).toEqual({ stuck: [1], knots: [[1]] })
})

test('a selection of no guard never goes on, a parent of no child does', () => {
  expect(findStuck([any(1), all(2)]).stuck).toEqual([1])
})

test('a parent is stuck as soon as one child is', () => {
  const found = findStuck([all(1, 2, 3), any(2, [2])])
  expect(found).toEqual({ stuck: [1, 2], knots: [[2]] })
})

test('a parent and a child that wait for each other stay a knot beside a sibling that is stuck too', () => {
  // The child 2 reads from its parent 1, which waits for the ends of 2 and of 3; 3 is stuck for its own reasons.
  const found = findStuck([all(1, 2, 3), any(2, [1]), any(3, [])])
  expect(found).toEqual({ stuck: [1, 2, 3], knots: [[1, 2], [3]] })
})

test('a ring of 10,000 processes is found without exhausting the stack', () => {
  const ring = Array.from({ length: 10_000 }, (_, i) => any(i, [(i + 1) % 10_000]))
  expect(findStuck(ring).knots[0]).toHaveLength(10_000)
})
