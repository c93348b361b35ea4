/** Processes that the tests start on threads. */
import * as fiber from '../../../src/fiber/index.ts'
import { select } from '../../../src/index.ts'
import { type RemoteReader, type RemoteWriter, thisNode } from '../../../src/workers/index.ts'

export default async function double(input: RemoteReader<number>, output: RemoteWriter<number>) {
  for await (const n of input) await output.write(2 * n)
  output.close()
  return 'doubled'
}

export function* doubleByFiber(input: RemoteReader<number>, output: RemoteWriter<number>) {
  for (;;) {
    const n = (yield* fiber.sync(input)) as number
    yield* fiber.wait(output.write(2 * n))
  }
}

export async function fail() {
  throw new RangeError('no good')
}

export function unclonable() {
  return Promise.resolve(() => 1)
}

export async function echoBack(input: RemoteReader<unknown>, output: RemoteWriter<unknown>) {
  for await (const value of input) await output.write(value)
}

/** Makes a channel here, and sends its writing end. */
export async function adder(out: RemoteWriter<RemoteWriter<number>>, count: number) {
  const own = thisNode().channel<number>('to add')
  await out.write(own.writer)
  let sum = 0
  for (let i = 0; i < count; i++) sum += await own.reader.read()
  return sum
}

/** The home of a channel for others. */
export async function host(out: RemoteWriter<unknown>, stop: RemoteReader<unknown>) {
  const { reader, writer } = thisNode().channel<number>('hosted')
  await out.write([reader, writer])
  await stop.read()
}

export async function writeTo(post: RemoteReader<RemoteWriter<number>>, n: number) {
  const out = await post.read()
  await out.write(n)
}

export async function source(out: RemoteWriter<number>, from: number, count: number) {
  for (let n = from; n < from + count; n++) await out.write(n)
}

export async function chooseSource(outs: RemoteWriter<number>[], from: number, count: number) {
  for (let n = from; n < from + count; n++) await select(outs.map(out => out.offer(n)))
}

export async function chooseSink(inputs: RemoteReader<number>[], count: number) {
  const got: number[] = []
  for (let i = 0; i < count; i++) got.push((await select(inputs)).value as number)
  return got
}

export async function sink(input: RemoteReader<unknown>, count: number) {
  const got: unknown[] = []
  for (let i = 0; i < count; i++) got.push(await input.read())
  return got
}

export async function buffers(out: RemoteWriter<Uint8Array>, bytes: number, count: number) {
  const lengths: number[] = []
  for (let i = 0; i < count; i++) {
    const data = new Uint8Array(bytes).fill(i + 1)
    const written = out.write(data, { transfer: [data.buffer] })
    lengths.push(data.length)
    await written
  }
  return lengths
}

export async function firstBytes(input: RemoteReader<Uint8Array>, count: number) {
  const got: [number, number][] = []
  for (let i = 0; i < count; i++) {
    const data = await input.read()
    got.push([data.length, data[data.length - 1] as number])
  }
  return got
}

/** Memory that threads share: whether the thread has been halted, and whether it may go on. */
export type Switch = Int32Array<SharedArrayBuffer>

/** Halts the whole thread with its event loop, so that whatever is on its way here stays there. */
function halt(at: Switch): void {
  Atomics.store(at, 0, 1)
  Atomics.wait(at, 1, 0)
}

/** A thread to die: it says that it is where it was told to be, and then waits, throws or runs out of memory. */
export async function victim(
  end: 'terminate' | 'throw' | 'memory',
  doing: 'idle' | 'read' | 'write' | 'extended' | 'select' | 'claimed' | 'committed' | 'home',
  ready: RemoteWriter<unknown>,
  input: RemoteReader<unknown>,
  output: RemoteWriter<unknown>,
  at: Switch,
) {
  const dieNow = () => {
    if (end === 'throw') throw new Error('the end')
    // Little by little: by large objects a thread outgrows, from Node 24 on, what it is granted for its own end, and then
    // the whole program dies or the thread never does.
    let hoard: unknown
    while (end === 'memory') hoard = { hoard }
  }
  const die = () => setTimeout(dieNow)
  const begun: Promise<unknown>[] = []
  let own: RemoteWriter<unknown> | null = null
  if (doing === 'read') begun.push(input.read())
  else if (doing === 'write') begun.push(output.write('from the victim'))
  else if (doing === 'select') begun.push(select([input, output.offer('chosen')]))
  else if (doing === 'home') own = thisNode().channel('of the victim').writer
  else if (doing === 'extended') {
    begun.push(
      input.extended(async () => {
        await ready.write(null)
        die()
        await never
      }),
    )
    await Promise.all(begun)
  }
  if (doing === 'claimed') begun.push(select([input]))
  else if (doing === 'committed') begun.push(input.read())
  await ready.write(own)
  if (doing === 'claimed') while (Atomics.load(at, 1) === 0) await tick()
  else if (doing === 'committed') {
    setImmediate(() => {
      halt(at)
      dieNow()
    })
    await never
  }
  die()
  await Promise.all([...begun, new Promise(resolve => setTimeout(resolve, 60_000))])
}

/** Offers a value in a selection, so that its home has to ask, and cannot answer before it may go on. */
export async function witness(output: RemoteWriter<unknown>, at: Switch) {
  const chosen = select({ offered: output.offer('from the witness') })
  // The offer is made in this turn and leaves in the next.
  setImmediate(() => setImmediate(() => halt(at)))
  return (await chosen).key
}

export async function exits(code: number) {
  process.exit(code)
}

const never = new Promise<never>(() => {})
const tick = () => new Promise(resolve => setImmediate(resolve))
