/** What traces, reports and pictures know of the channels of nodes. */
import { afterEach, expect, test } from 'vitest'
import { channel, parallel, select, spawn } from '../../src/index.ts'
import { ChannelNode, MemoryNetwork, type RemoteChannel } from '../../src/remote/index.ts'
import {
  deadlockReport,
  findStuck,
  type Recording,
  record,
  remoteWaits,
  waitsOf,
} from '../../src/trace/index.ts'

let recording: Recording
let nodes: ChannelNode[] = []
afterEach(() => {
  recording.stop()
  for (const node of nodes.splice(0)) node.close()
})

function twoNodes(): { office: ChannelNode; worker: ChannelNode } {
  const network = new MemoryNetwork()
  const [office, worker] = ['office', 'worker'].map(
    id => new ChannelNode({ id, open: network.open }),
  ) as [ChannelNode, ChannelNode]
  nodes = [office, worker]
  recording = record()
  return { office, worker }
}

/** The reading and writing end at the other node. */
function elsewhere<T>(node: ChannelNode, { address }: RemoteChannel<T>) {
  return { reader: node.reader<T>(address), writer: node.writer<T>(address) }
}

/** Lets the links deliver what was said. */
const settled = () => new Promise(resolve => setImmediate(resolve))

test('values that pass through the channel of a node are in the trace, under its name and home', async () => {
  const { office, worker } = twoNodes()
  const jobs = office.channel<number>('jobs')
  const { writer } = elsewhere(worker, jobs)
  await parallel(
    async function clerk() {
      await writer.write(1)
      await writer.write(2)
    },
    async function taker() {
      await jobs.reader.read()
      await jobs.reader.read()
    },
  )
  const { channels, processes } = recording.inspect()
  const numbers = new Map(processes.map(({ name, process }) => [name, process]))
  expect(channels).toMatchObject([
    {
      name: 'jobs',
      home: 'office',
      writers: [numbers.get('clerk'), 0],
      readers: [numbers.get('taker'), 0],
    },
  ])
  expect(processes.flatMap(({ pending }) => pending)).toEqual([])
})

test('who waits for which end of which node, the longest first', async () => {
  const { office, worker } = twoNodes()
  const [jobs, results] = [office.channel<number>('jobs'), office.channel<number>('results')]
  const local = channel<number>('local')
  const reading = spawn(async function reader() {
    await elsewhere(worker, jobs).reader.read()
  })
  await settled()
  const choosing = spawn(async function chooser() {
    await select({ put: elsewhere(worker, results).writer.offer(1), other: local.reader })
  })
  await settled()
  const waits = remoteWaits(recording.inspect())
  expect(waits).toMatchObject([
    { process: 'reader', direction: 'read', channel: 'jobs', home: 'office' },
    { process: 'chooser', direction: 'write', channel: 'results', home: 'office' },
  ])
  expect(waits[0]!.waiting).toBeGreaterThanOrEqual(waits[1]!.waiting!)
  await Promise.all([jobs.writer.write(1), results.reader.read()])
  await Promise.all([reading.done, choosing.done])
  expect(remoteWaits(recording.inspect())).toEqual([])
})

test('a report names them, and gives no verdict on who may be answered from elsewhere', async () => {
  const { office, worker } = twoNodes()
  const jobs = office.channel<number>('jobs')
  const waiting = spawn(async function reader() {
    await elsewhere(worker, jobs).reader.read()
  })
  await settled()
  const snapshot = recording.inspect()
  expect(findStuck(waitsOf(snapshot, { closed: true })).stuck).toEqual([])
  const [process] = deadlockReport(snapshot).processes
  expect(process?.operations[0]?.text).toBe("reads jobs of node 'office'")
  expect(process?.operations[0]?.waiting).toBeGreaterThanOrEqual(0)
  jobs.poison()
  await waiting.done.catch(() => {})
  expect(remoteWaits(recording.inspect())).toEqual([])
})

test('a withdrawn operation waits no longer', async () => {
  const { office, worker } = twoNodes()
  const { reader } = elsewhere(worker, office.channel<number>('jobs'))
  const controller = new AbortController()
  const read = reader.read({ signal: controller.signal })
  expect(remoteWaits(recording.inspect())).toHaveLength(1)
  controller.abort(new Error('enough'))
  await expect(read).rejects.toThrow('enough')
  expect(remoteWaits(recording.inspect())).toEqual([])
})

test('a recording does not grow with the channels that were made for one answer each', () => {
  const { office } = twoNodes()
  recording.stop()
  recording = record({ capacity: 64 })
  for (let n = 0; n < 3_000; n++) void office.channel<number>(`reply ${n}`).reader.read()
  const channels = recording.events().filter(({ kind }) => kind === 'channel')
  expect(channels.length).toBeLessThan(1_100)
})
