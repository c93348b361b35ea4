/** Threads that die: terminated, by throwing, out of memory, in each state that their last operation can be in. */
import { afterEach, describe, expect, test } from 'vitest'
import type { RemoteReader, RemoteWriter } from '../../src/workers/index.ts'
import { ChannelLostError, ThreadDeathError, Threads } from '../../src/workers/index.ts'
import { inside } from '../remote/inspect.ts'
import type * as processes from './modules/processes.ts'

const module = new URL('./modules/processes.ts', import.meta.url)

const reasons = {
  terminate: 'ended with code 1',
  throw: 'the end',
  memory: 'memory limit',
} as const

let threads: Threads
afterEach(() => threads[Symbol.asyncDispose]())

type Ends = keyof typeof reasons
type Doing = Parameters<typeof processes.victim>[1]

/** Starts a thread that dies while it is `doing` something. */
async function victim(end: Ends, doing: Doing) {
  threads = new Threads()
  const input = threads.node.channel<unknown>('input')
  const output = threads.node.channel<unknown>('output')
  const ready = threads.node.channel<RemoteWriter<unknown> | null>('ready')
  const at = newSwitch()
  const thread = threads.start<typeof processes.victim>(module, {
    process: 'victim',
    name: 'victim',
    args: [end, doing, ready.writer as RemoteWriter<unknown>, input.reader, output.writer, at],
    resourceLimits: { maxOldGenerationSizeMb: 48 },
  })
  return { thread, input, output, ready: ready.reader, at }
}

const newSwitch = (): processes.Switch => new Int32Array(new SharedArrayBuffer(8))

function goOn(at: processes.Switch): void {
  Atomics.store(at, 1, 1)
  Atomics.notify(at, 1)
}

/** Until then, this thread goes on with whatever it has to do. */
async function until(condition: () => boolean) {
  while (!condition()) await new Promise(resolve => setImmediate(resolve))
}

async function die(end: Ends, { thread }: Awaited<ReturnType<typeof victim>>) {
  if (end === 'terminate') await thread.terminate()
  await thread.exited
  await expect(thread.done).rejects.toThrow(ThreadDeathError)
  await expect(thread.done).rejects.toThrow(reasons[end])
}

/** The channel is as if the dead had never used it: what is written now is read now. */
async function passes({
  writer,
  reader,
}: {
  writer: RemoteWriter<unknown>
  reader: RemoteReader<unknown>
}) {
  const written = writer.write('after its death')
  expect(await reader.read()).toBe('after its death')
  await written
}

describe.each(Object.keys(reasons) as Ends[])('%s', end => {
  test.each(['idle', 'read', 'write', 'select'] as const)('while it does %s', async doing => {
    const at = await victim(end, doing)
    await at.ready.read()
    await die(end, at)
    await passes(at.input)
    await passes(at.output)
  })

  test('in an extended rendezvous: its writer cannot know', async () => {
    const at = await victim(end, 'extended')
    const written = at.input.writer.write('taken')
    await at.ready.read()
    await die(end, at)
    await expect(written).rejects.toThrow(ChannelLostError)
    await expect(written).rejects.toMatchObject({ node: 'victim', outcome: 'unknown' })
    await passes(at.input)
  })

  test('in a selection that a home has claimed: its partner goes on', async () => {
    const at = await victim(end, 'claimed')
    await at.ready.read()
    const go = newSwitch()
    const { done } = threads.start<typeof processes.witness>(module, {
      process: 'witness',
      // Claimed after the victim, by the order of names.
      name: 'witness',
      args: [at.input.writer, go],
    })
    const { attempts } = inside(threads.node.endpoint.node).home
    await until(() => attempts.values().some(({ held }) => held.length === 1))
    goOn(at.at)
    await die(end, at)
    goOn(go)
    expect(await at.input.reader.read()).toBe('from the witness')
    expect(await done).toBe('offered')
  })

  test('with a value on its way to it: its writer cannot know', async () => {
    const at = await victim(end, 'committed')
    await at.ready.read()
    await until(() => at.at[0] === 1)
    const written = at.input.writer.write('on its way')
    const lost = expect(written).rejects.toMatchObject({ node: 'victim', outcome: 'unknown' })
    // What was said in this turn has left when the next one begins.
    await new Promise(resolve => setImmediate(resolve))
    if (end !== 'terminate') goOn(at.at)
    await die(end, at)
    await lost
    await passes(at.input)
  })

  test('as the home of a channel', async () => {
    const at = await victim(end, 'home')
    const lost = (await at.ready.read()) as RemoteWriter<unknown>
    const reader = threads.node.reader({ home: 'victim', name: lost.name })
    const both = [reader.read(), threads.node.reader({ home: 'victim', name: 'absent' }).read()]
    await expect(both[1]).rejects.toThrow("channel 'absent', which node 'victim' does not have")
    await die(end, at)
    await expect(both[0]).rejects.toMatchObject({ node: 'victim', outcome: 'not-taken' })
    await expect(lost.write(1)).rejects.toMatchObject({ node: 'victim', outcome: 'not-delivered' })
  })
})
