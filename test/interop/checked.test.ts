/** Adapters refuse what is of another kind, and name the adapter that is for it. */
import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { expect, test } from 'vitest'
import { fifo } from '../../src/index.ts'
import * as web from '../../src/interop/index.ts'
import * as node from '../../src/interop/node/index.ts'

const buffer = fifo(1)

test.each<[string, () => unknown, string]>([
  ['a stream of Node', () => web.fromReadableStream(Readable.from([]) as never), 'fromReadable)'],
  ['no body', () => web.fromReadableStream(null as never), 'a ReadableStream'],
  ['a stream of Node', () => web.fromWritableStream(new Writable() as never), 'fromWritable)'],
  ['a number', () => web.fromAsyncIterable(5 as never), 'an iterable, asynchronous or not, not 5'],
  [
    'an emitter',
    () => web.fromEventTarget(new EventEmitter() as never, 'x', { buffer }),
    'fromEmitter)',
  ],
  ['a web stream', () => node.fromReadable(new ReadableStream() as never), 'fromReadableStream)'],
  ['a web stream', () => node.fromWritable(new WritableStream() as never), 'fromWritableStream)'],
  ['a web stream', () => node.fromDuplex(new ReadableStream() as never), 'fromReadableStream)'],
  [
    'an event target',
    () => node.fromEmitter(new EventTarget() as never, 'x', { buffer }),
    'fromEventTarget)',
  ],
  ['a controller', () => web.anySignal(new AbortController() as never), 'controller.signal'],
])('%s is refused: %s', (_, adapt, teaches) => {
  expect(adapt).toThrow(TypeError)
  expect(adapt).toThrow(teaches)
})

test('events without a buffer', () => {
  const [target, emitter] = [new EventTarget(), new EventEmitter()]
  expect(() => web.fromEventTarget(target, 'x', undefined as never)).toThrow('a buffer is needed')
  expect(() => node.fromEmitter(emitter, 'x', undefined as never)).toThrow('a buffer is needed')
})

test('a string is an iterable of its characters', async () => {
  const characters: string[] = []
  for await (const character of web.fromAsyncIterable('abc')) characters.push(character)
  expect(characters).toEqual(['a', 'b', 'c'])
})
