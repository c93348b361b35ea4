import { afterEach, expect, test } from 'vitest'
import * as fiber from '../../src/fiber/index.ts'
import {
  after,
  alternative,
  ClosedError,
  channel,
  fifo,
  PoisonError,
  parallel,
  RetiredError,
  run,
  select,
  sync,
} from '../../src/index.ts'
import {
  AbsentChannelError,
  ChannelLostError,
  ChannelNode,
  type InputEnd,
  MemoryNetwork,
  NodeClosedError,
  type OutputEnd,
  type RemoteReader,
  type RemoteWriter,
  UnsendableError,
} from '../../src/remote/index.ts'

const open: ChannelNode[] = []

/** A home, and two more nodes that know its channel. */
function network() {
  const memory = new MemoryNetwork()
  const node = (id: string): ChannelNode => {
    const made = new ChannelNode({ id, open: memory.open })
    open.push(made)
    return made
  }
  const home = node('home')
  const left = node('left')
  const right = node('right')
  const made = home.channel<unknown>('c')
  const { address } = made
  return {
    memory,
    node,
    home,
    left,
    right,
    channel: made,
    writer: left.writer<unknown>(address),
    reader: right.reader<unknown>(address),
  }
}

afterEach(() => {
  for (const node of open.splice(0)) node.close()
})

/** Lets everything that is under way on the memory network come to rest. */
async function rest() {
  for (let turn = 0; turn < 5; turn++) await new Promise(resolve => setImmediate(resolve))
}

test('a process that takes ends runs on local and remote channels', async () => {
  const source = async (out: OutputEnd<number>) => {
    for (let i = 1; i <= 5; i++) await out.write(i)
    out.close()
  }
  const total = async (input: InputEnd<number>) => {
    let sum = 0
    for await (const n of input) sum += n
    return sum
  }
  const local = channel<number>('local')
  const [, near] = await parallel(
    () => source(local.writer),
    () => total(local.reader),
  )
  const { writer, reader } = network()
  const [, far] = await parallel(
    () => source(writer as RemoteWriter<number>),
    () => total(reader as RemoteReader<number>),
  )
  expect([near, far]).toEqual([15, 15])
})

test('values of one writer arrive in order', async () => {
  const { writer, reader } = network()
  const writes = Array.from({ length: 100 }, (_, i) => writer.write(i))
  const read: unknown[] = []
  for (let i = 0; i < 100; i++) read.push(await reader.read())
  await Promise.all(writes)
  expect(read).toEqual(Array.from({ length: 100 }, (_, i) => i))
})

test('an abort before the match transfers nothing; after the match success wins', async () => {
  const { writer, reader } = network()
  const controller = new AbortController()
  const aborted = reader.read({ signal: controller.signal })
  await rest()
  controller.abort('enough')
  await expect(aborted).rejects.toBe('enough')
  const late = new AbortController()
  const taken = reader.read({ signal: late.signal })
  const written = writer.write('x')
  await written
  late.abort('too late')
  expect(await taken).toBe('x')
  await expect(reader.read({ signal: late.signal })).rejects.toBe('too late')
})

test('an extended rendezvous keeps the writer of another node', async () => {
  const { writer, reader } = network()
  const order: string[] = []
  const read = reader.extended(async value => {
    await rest()
    order.push(`worked on ${value}`)
    return 'result'
  })
  const written = writer.write('x').then(() => order.push('written'))
  expect(await read).toBe('result')
  await written
  expect(order).toEqual(['worked on x', 'written'])
})

test('an extended function that throws rejects its read, and the write has happened', async () => {
  const { writer, reader } = network()
  const read = reader.extended(() => {
    throw new Error('no use')
  })
  await writer.write(1)
  await expect(read).rejects.toThrow('no use')
})

test('closing and poisoning reach every node, with the errors of local channels', async () => {
  const { writer, reader } = network()
  const pending = writer.write('never')
  await rest()
  reader.close()
  await expect(pending).rejects.toThrow(ClosedError)
  await expect(writer.write(1)).rejects.toMatchObject({ name: 'ClosedError', by: 'reader' })

  const other = network()
  const waiting = other.reader.read()
  other.writer.poison(new RangeError('broken'))
  await expect(waiting).rejects.toThrow("channel 'c' of node 'home' was poisoned: broken")
  await expect(waiting).rejects.toMatchObject({ cause: { message: 'broken' } })
  await expect(other.writer.write(1)).rejects.toThrow(PoisonError)
})

test('a cause that cannot travel arrives as its message', async () => {
  const { writer, reader } = network()
  const waiting = reader.read()
  writer.poison(Object.assign(new Error('with a function'), { help: () => {} }))
  await expect(waiting).rejects.toMatchObject({ cause: { message: 'with a function' } })
})

test('iteration ends with the channel, and leaving it takes no value', async () => {
  const { writer, reader } = network()
  const iterator = reader[Symbol.asyncIterator]()
  const pending = iterator.next()
  await rest()
  await iterator.return?.()
  expect(await pending).toEqual({ done: true, value: undefined })
  const written = writer.write('kept')
  expect(await reader.read()).toBe('kept')
  await written
})

test('leases count across nodes', async () => {
  const { writer, reader, node } = network()
  const one = writer.lease()
  const two = writer.lease()
  const held = one.write('withdrawn')
  await rest()
  one.retire()
  await expect(held).rejects.toThrow(RetiredError)
  await expect(one.write(1)).rejects.toThrow(RetiredError)
  // The second one moves to another node, and retires there.
  const other = node('other')
  const moving = node('post').channel<RemoteWriter<unknown>>('moving')
  const sent = writer.state.node.writer<RemoteWriter<unknown>>(moving.address).write(two)
  const moved = await other.reader<RemoteWriter<unknown>>(moving.address).read()
  await sent
  await expect(two.write(1)).rejects.toThrow(RetiredError)
  const written = moved.write('from afar')
  expect(await reader.read()).toBe('from afar')
  await written
  const end = reader.read()
  moved.retire()
  await expect(end).rejects.toMatchObject({ name: 'ClosedError', by: 'writer' })
})

test('the lease that a dead node held retires', async () => {
  const { memory, writer, reader } = network()
  writer.lease()
  const waiting = reader.read()
  await rest()
  memory.kill('left')
  await expect(waiting).rejects.toMatchObject({ name: 'ClosedError', by: 'writer' })
})

test('ends travel by themselves, in arrays and in objects', async () => {
  const { home, left, right, channel: post } = network()
  const answers = home.channel<string>('answers')
  const out = left.writer<unknown>(post.address)
  const reply = left.writer<string>(answers.address)
  for (const value of [reply, [1, reply], { job: 1, reply }]) {
    const sent = out.write(value)
    const got = await right.reader<never>(post.address).read()
    const end: RemoteWriter<string> =
      value === reply ? got : Array.isArray(value) ? got[1] : (got as { reply: never }).reply
    await sent
    const answered = end.write('answer')
    expect(await answers.reader.read()).toBe('answer')
    await answered
  }
})

test('an end that lives in one process only is refused, with the right form', async () => {
  const { writer } = network()
  const local = channel<number>('numbers')
  await expect(writer.write({ end: local.writer })).rejects.toThrow("node.channel('name')")
})

test('a value that cannot travel rejects its own write, and names the channel', async () => {
  const { writer, reader } = network()
  const good = writer.write('good')
  const bad = writer.write(() => 1)
  await expect(bad).rejects.toThrow(UnsendableError)
  await expect(bad).rejects.toMatchObject({ channel: 'c', end: 'writer' })
  expect(await reader.read()).toBe('good')
  await good
})

test('a promise is refused as on a local channel', () => {
  const { writer } = network()
  expect(() => writer.write(Promise.resolve(1) as never)).toThrow('a promise cannot travel')
})

test('losing the home says what is known', async () => {
  const { memory, writer, reader } = network()
  const written = writer.write('x')
  await rest()
  memory.kill('home')
  await expect(written).rejects.toThrow(ChannelLostError)
  await expect(written).rejects.toMatchObject({ node: 'home', outcome: 'unknown', channel: 'c' })
  await expect(reader.read()).rejects.toMatchObject({ outcome: 'not-taken' })
})

test('a name that its home does not have', async () => {
  const { left } = network()
  const nothing = left.reader({ home: 'home', name: 'nothing' })
  await expect(nothing.read()).rejects.toThrow(AbsentChannelError)
})

test('a closed node takes part in nothing', async () => {
  const { left, writer } = network()
  const waiting = writer.write('x')
  await rest()
  left.close()
  await expect(waiting).rejects.toThrow(ChannelLostError)
  await expect(writer.write('y')).rejects.toThrow(NodeClosedError)
  await expect(select({ put: writer.offer('z') })).rejects.toThrow(NodeClosedError)
})

test('on a node that left because of a failure, what comes later fails by that', async () => {
  const { right, reader } = network()
  const cause = new RangeError('seven')
  right.poison(cause)
  const reading = reader.read()
  await expect(reading).rejects.toThrow(PoisonError)
  await expect(reading).rejects.toMatchObject({ channel: 'c', end: 'reader', cause })
})

test('what waits on a node that leaves because of a failure fails by that, and says what became of it', async () => {
  const { left, right, reader, writer } = network()
  const cause = new RangeError('seven')
  const others = right.reader<string>(right.channel<string>('own').address)
  const reading = [reader.read(), others.read(), select({ get: reader })]
  await rest()
  right.poison(cause)
  for (const read of reading) {
    await expect(read).rejects.toThrow(PoisonError)
    await expect(read).rejects.toMatchObject({ end: 'reader', cause })
    await expect(read).rejects.toThrow(/from node 'right', which has failed: seven; nothing was/)
  }
  const writing = [writer.write('x'), select({ put: writer.offer('y') })]
  await rest()
  left.poison(cause)
  for (const write of writing) {
    await expect(write).rejects.toThrow(PoisonError)
    await expect(write).rejects.toMatchObject({ channel: 'c', end: 'writer', cause })
  }
})

test('stored values that no reader takes go to onUndelivered at the home', async () => {
  const { home, left } = network()
  const left1: unknown[] = []
  const buffered = home.channel<{ n: number }>('buffered', {
    buffer: fifo(4),
    onUndelivered: value => left1.push(value),
  })
  const out = left.writer<{ n: number }>(buffered.address)
  await out.write({ n: 1 })
  await out.write({ n: 2 })
  buffered.reader.close()
  expect(left1).toEqual([{ n: 1 }, { n: 2 }])
})

test('selections on both sides, over channels of several homes', async () => {
  const { home, left, right } = network()
  const a = home.channel<number>('a')
  const b = left.channel<number>('b')
  const write = async (n: number) => {
    await select([
      right.writer<number>(a.address).offer(n),
      right.writer<number>(b.address).offer(n),
    ])
  }
  const got: number[] = []
  const read = async () => {
    const { value } = await select([home.reader<number>(a.address), home.reader<number>(b.address)])
    got.push(value as number)
  }
  const count = 200
  const numbers = Array.from({ length: count }, (_, n) => n)
  await Promise.all([...numbers.map(write), ...numbers.map(read)])
  expect(got.sort((x, y) => x - y)).toEqual(numbers)
})

test('a selection may be taken by a local partner, and then no home has it', async () => {
  const { writer, reader } = network()
  const local = channel<string>('local')
  const chosen = select({ far: reader, near: local.reader })
  await rest()
  await local.writer.write('near')
  expect(await chosen).toEqual({ key: 'near', value: 'near' })
  const written = writer.write('far')
  expect(await reader.read()).toBe('far')
  await written
})

test('or by a remote one, and then no local queue has it', async () => {
  const { writer, reader } = network()
  const local = channel<string>('local')
  const chosen = select({ near: local.reader, far: reader })
  const written = writer.write('far')
  expect(await chosen).toEqual({ key: 'far', value: 'far' })
  await written
  expect(local.writer.tryWrite('x')).toBe(false)
})

test('mixed selections race: each value is taken once, whichever side was first', async () => {
  const { home, left, right, node } = network()
  const other = node('other')
  const a = home.channel<number>('a')
  const b = other.channel<number>('b')
  const local = channel<number>('local')
  const got: number[] = []
  const rounds = 300
  let open = true
  const chooser = async () => {
    const alternatives = alternative(
      {
        a: left.reader<number>(a.address).step,
        near: local.reader.step,
        b: left.reader<number>(b.address).step,
      },
      { order: 'fair' },
    )
    let ended = 0
    while (ended < 1) {
      const { value } = await alternatives.select()
      if (value.done) ended++
      else got.push(value.value)
    }
  }
  const writers = async (from: number) => {
    for (let n = from; n < rounds; n += 3) {
      const offers = [
        right.writer<number>(a.address).offer(n),
        right.writer<number>(b.address).offer(n),
      ]
      await select(offers)
    }
  }
  const near = async () => {
    for (let n = 2; n < rounds; n += 3) await local.writer.write(n)
  }
  const choosers = [chooser(), chooser()]
  await Promise.all([writers(0), writers(1), near()])
  await rest()
  expect(open).toBe(true)
  open = false
  local.close()
  await Promise.all(choosers)
  expect(got.sort((x, y) => x - y)).toEqual(Array.from({ length: rounds }, (_, n) => n))
})

test('both partners of a local rendezvous may wait on remote channels too', async () => {
  const { left, writer, reader, channel: far } = network()
  const local = channel<string>('local')
  const put = select({ near: local.writer.offer('value'), far: left.reader(far.address) })
  await rest()
  const get = select({ near: local.reader, far: left.reader(far.address) })
  expect(await get).toEqual({ key: 'near', value: 'value' })
  expect(await put).toEqual({ key: 'near', value: undefined })
  const written = writer.write('free')
  expect(await reader.read()).toBe('free')
  await written
})

test('an abort of a selection transfers nothing', async () => {
  const { writer, reader } = network()
  const controller = new AbortController()
  const chosen = select({ far: reader, never: after(60_000) }, { signal: controller.signal })
  await rest()
  controller.abort('enough')
  await expect(chosen).rejects.toBe('enough')
  const written = writer.write('x')
  expect(await reader.read()).toBe('x')
  await written
})

test('a selection names the case in its error', async () => {
  const { writer, reader, memory } = network()
  const bad = select({ put: writer.offer(() => 1), late: after(60_000) })
  await expect(bad).rejects.toMatchObject({ name: 'UnsendableError', key: 'put' })
  const ended = select({ far: reader, late: after(60_000) })
  await rest()
  writer.close()
  await expect(ended).rejects.toMatchObject({ name: 'ClosedError', key: 'far' })
  const other = network()
  const lost = select({ far: other.reader, late: after(60_000) })
  await rest()
  other.memory.kill('home')
  await expect(lost).rejects.toMatchObject({ outcome: 'not-taken', key: 'far' })
  expect(memory).toBeDefined()
})

test('a selection belongs to one node', async () => {
  const { writer, reader } = network()
  const both = select({ put: writer.offer(1), get: reader })
  await expect(both).rejects.toThrow("a selection belongs to one node, but case 'get'")
})

test('fibers use remote ends through wait, sync and select', async () => {
  const { writer, reader } = network()
  const local = channel<number>('local')
  const [, got] = await parallel(
    function* () {
      yield* fiber.wait(writer.write(1))
      yield* fiber.select({ put: writer.offer(2), never: local.reader })
      yield* fiber.wait(writer.write(3))
    },
    function* () {
      const first = yield* fiber.wait(reader.read())
      const second = (yield* fiber.select({ get: reader })).value
      const third = yield* fiber.sync(reader.map(n => `${n}!`))
      return [first, second, third]
    },
  )
  expect(got).toEqual([1, 2, '3!'])
})

test('a fiber that is cancelled leaves its remote guards', async () => {
  const { writer, reader } = network()
  const failing = run(async context => {
    await parallel(
      function* () {
        yield* fiber.select({ far: reader })
      },
      async () => {
        await rest()
        throw new Error(`stop ${context.name !== undefined}`)
      },
    )
  })
  await expect(failing).rejects.toThrow('stop true')
  const written = writer.write('x')
  expect(await sync(reader)).toBe('x')
  await written
})
