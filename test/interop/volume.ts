/**
 * Moves a gigabyte through one adapter and prints by how much the resident memory grew, in bytes. Run in a process
 * of its own: `node --expose-gc --import tsx test/interop/volume.ts fromReadableStream`
 */
import { EventEmitter } from 'node:events'
import { Readable, Writable } from 'node:stream'
import { finished } from 'node:stream/promises'
import {
  type Channel,
  channel,
  fifo,
  type Reader,
  run,
  sleep,
  unbounded,
  type Writer,
} from '../../src/index.ts'
import * as web from '../../src/interop/index.ts'
import * as node from '../../src/interop/node/index.ts'

const CHUNK = 64 * 1024
const CHUNKS = 2 ** 30 / CHUNK

let left = CHUNKS
/** The next chunk of the gigabyte, or null. Filled, so that its memory is really used. */
const produce = (): Uint8Array | null => (left-- > 0 ? new Uint8Array(CHUNK).fill(left) : null)

// What piles up is measured, not garbage: that of the chunks alone would be 64 MB before V8 looks at it.
const collectGarbage = (globalThis as { gc?: () => void }).gc ?? (() => {})
const resident = (): number => {
  collectGarbage()
  return process.memoryUsage().rss
}

const baseline = resident()
let seen = 0
let peak = 0
/** Counts what arrives, now and then slowly, so that a producer that is not held back would run ahead. */
async function consume(chunk: Uint8Array): Promise<void> {
  seen += chunk.byteLength
  if (seen % (CHUNK * 128) !== 0) return
  await sleep(1)
  peak = Math.max(peak, resident())
}

async function drain(input: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const chunk of input) await consume(chunk)
}

async function fill(output: Writer<Uint8Array>): Promise<void> {
  for (let chunk = produce(); chunk !== null; chunk = produce()) await output.write(chunk)
  output.close()
}

const produced = (): Channel<Uint8Array> => {
  const c = channel<Uint8Array>('bytes')
  void run(() => fill(c.writer))
  return c
}

const source = (): ReadableStream<Uint8Array> =>
  new ReadableStream<Uint8Array>({
    pull(controller) {
      const chunk = produce()
      if (chunk === null) controller.close()
      else controller.enqueue(chunk)
    },
  })

const readable = (): Readable =>
  new Readable({
    read() {
      this.push(produce())
    },
  })

const adapters: Record<string, () => Promise<unknown>> = {
  fromAsyncIterable: () =>
    drain(
      web.fromAsyncIterable(
        (function* () {
          for (let chunk = produce(); chunk !== null; chunk = produce()) yield chunk
        })(),
      ),
    ),
  toAsyncIterable: () => drain(web.toAsyncIterable(produced().reader)),
  fromReadableStream: () => drain(web.fromReadableStream(source())),
  toReadableStream: () =>
    web.toReadableStream(produced().reader).pipeTo(new WritableStream({ write: consume })),
  async fromWritableStream() {
    const writer = web.fromWritableStream(new WritableStream<Uint8Array>({ write: consume }))
    await fill(writer)
    await web.released(writer)
  },
  toWritableStream() {
    const c = channel<Uint8Array>('bytes')
    return Promise.all([source().pipeTo(web.toWritableStream(c.writer)), drain(c.reader)])
  },
  fromReadable: () => drain(node.fromReadable<Uint8Array>(readable())),
  toReadable: () => drain(node.toReadable(produced().reader)),
  async fromWritable() {
    const sink = new Writable({
      write: (chunk: Uint8Array, _, done) => void consume(chunk).then(() => done(), done),
    })
    const writer = node.fromWritable<Uint8Array>(sink)
    await fill(writer)
    await node.released(writer)
  },
  async toWritable() {
    const c = channel<Uint8Array>('bytes')
    await Promise.all([finished(readable().pipe(node.toWritable(c.writer))), drain(c.reader)])
  },
  async toDuplex() {
    const c = channel<Uint8Array>('bytes')
    const duplex = node.toDuplex(produced().reader, c.writer)
    await Promise.all([
      finished(readable().pipe(duplex), { readable: false }),
      drain(duplex.iterator({ destroyOnReturn: false })),
      drain(c.reader),
    ])
  },
  async fromDuplex() {
    const c = channel<Uint8Array>('bytes')
    const { reader, writer } = node.fromDuplex<Uint8Array>(node.toDuplex(c.reader, c.writer))
    await Promise.all([fill(writer), drain(reader)])
  },
  // A channel without a bound, between a producer and a consumer that is slower: what the measure has to find.
  async pile() {
    const c = channel<Uint8Array>({ name: 'pile', buffer: unbounded() })
    const consuming = drain(c.reader)
    for (let chunk = produce(); chunk !== null; chunk = produce()) {
      c.writer.tryWrite(chunk)
      if (left === CHUNKS / 2) await sleep(5)
    }
    c.close()
    await consuming
  },
  // Events do not wait: what nobody has read is lost, or fails, but does not pile up.
  async fromEventTarget() {
    const target = new EventTarget()
    const events = web.fromEventTarget<Event & { chunk?: Uint8Array }>(target, 'chunk', {
      buffer: fifo(16),
    })
    await flood(
      events,
      event => event.chunk as Uint8Array,
      chunk => {
        target.dispatchEvent(Object.assign(new Event('chunk'), { chunk }))
      },
    )
  },
  async fromEmitter() {
    const emitter = new EventEmitter()
    const events = node.fromEmitter<[Uint8Array]>(emitter, 'chunk', { buffer: fifo(16) })
    await flood(
      events,
      ([chunk]) => chunk,
      chunk => {
        emitter.emit('chunk', chunk)
      },
    )
  },
}

async function flood<T>(
  events: Reader<T>,
  chunkOf: (event: T) => Uint8Array,
  emit: (chunk: Uint8Array) => void,
): Promise<void> {
  const reading = (async () => {
    for await (const event of events) await consume(chunkOf(event))
  })()
  for (let chunk = produce(); chunk !== null; chunk = produce()) {
    emit(chunk)
    if (left % 8 === 0) await sleep(0)
  }
  events.close()
  await reading
}

export const names = Object.keys(adapters).filter(name => name !== 'pile')

const [, , name] = process.argv
if (name !== undefined && name in adapters) {
  await adapters[name]?.()
  console.log(JSON.stringify({ seen, growth: peak - baseline }))
}
