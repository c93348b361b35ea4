import { expect, test } from 'vitest'
import type { Message } from '../../src/remote/message.ts'
import { decode, encode } from '../../src/remote/wire.ts'

const match = 'h:1:7'
const sync = 'a:1:3'
const messages: Message[] = [
  {
    type: 'offer',
    sync,
    alone: false,
    lane: 2,
    guards: [{ channel: 'c', guard: 0, direction: 'write', value: { deep: [1] } }],
  },
  { type: 'claim', match, sync, guard: 1 },
  { type: 'granted', match, sync },
  { type: 'gone', match, sync },
  {
    type: 'commit',
    match,
    sync,
    guard: 0,
    value: undefined,
    writer: null,
    writerGuard: 0,
    final: true,
  },
  { type: 'taken', match, sync, guard: 0 },
  { type: 'acknowledged', match, sync },
  { type: 'confirm', match, sync, guard: 0 },
  { type: 'release', match, sync },
  { type: 'withdrawn', sync },
  { type: 'cancel', sync },
  { type: 'cancelled', sync },
  { type: 'poison', channel: 'c', cause: new Error('why') },
  { type: 'close', channel: 'c', side: 'read' },
  { type: 'ended', sync, guard: 0, ending: { type: 'closed', by: 'writer' } },
  { type: 'unknown', match, sync, node: 'b' },
  { type: 'lease', channel: 'c', side: 'read', lease: 'l1' },
  { type: 'retire', channel: 'c', side: 'write', lease: 'l1' },
]

test.each(messages)('$type returns as it was', message => {
  expect(decode(structuredClone(encode(message)))).toEqual(message)
})

test('no two messages share a tag', () => {
  const tags = messages.map(message => encode(message)[0])
  expect(new Set(tags).size).toBe(messages.length)
})

test.each([null, 'O', [], ['?'], { type: 'offer' }])('%j is refused', wire => {
  expect(() => decode(wire)).toThrow('not a message of this protocol')
})
