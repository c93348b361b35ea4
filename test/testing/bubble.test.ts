import { setTimeout as realSleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { awaited } from '../../src/core/awaited.ts'
import { known } from '../../src/core/known.ts'
import { ports } from '../../src/core/ports.ts'
import {
  parallel as fiberParallel,
  sleep as fiberSleep,
  read,
  wait,
  write,
} from '../../src/fiber/index.ts'
import {
  after,
  alternative,
  channel,
  fifo,
  parallel,
  run,
  scope,
  select,
  skip,
  sleep,
  spawn,
} from '../../src/index.ts'
import { type Bubble, BubbleError, bubble } from '../../src/testing/index.ts'

/** The message of the error that a bubble fails with. */
async function failure(
  body: (b: Bubble) => unknown,
  options?: Parameters<typeof bubble>[1],
): Promise<string> {
  const error = await bubble(body as () => Promise<unknown>, options).then(
    () => expect.unreachable('the bubble succeeded'),
    (reason: unknown) => reason,
  )
  expect(error).toBeInstanceOf(BubbleError)
  return (error as BubbleError).message
}

test('settled: everybody waits, however many steps it took to get there', async () => {
  await bubble(async b => {
    const numbers = channel<number>('numbers')
    const squares = channel<number>({ name: 'squares', buffer: fifo(2_000) })
    spawn(async () => {
      for await (const x of numbers.reader) await squares.writer.write(x * x)
      squares.close()
    })
    spawn(function* () {
      for (let i = 0; i < 2_000; i++) yield* write(numbers.writer, i)
      numbers.writer.close()
    })
    await b.settled()
    const read: number[] = []
    for await (const x of squares.reader) read.push(x)
    expect(read).toHaveLength(2_000)
    expect(b.waiting).toEqual([])
  })
})

test('waiting says who waits for what, in either flavour', async () => {
  await bubble(async b => {
    const a = channel<number>('a')
    const c = channel<number>('c')
    const handles = [
      spawn(() => a.reader.read(), { name: 'reads' }),
      spawn(() => c.writer.write(1), { name: 'writes' }),
      spawn(() => select({ got: a.reader, late: after(50) }), { name: 'selects' }),
      spawn(() => sleep(50), { name: 'sleeps' }),
      spawn(() => run(() => sleep(50)), { name: 'joins' }),
      spawn(function* fiber() {
        yield* read(a.reader)
      }),
      spawn(function* sleepyFiber() {
        yield* fiberSleep(50)
      }),
    ]
    const own = a.reader.read()
    await b.settled()
    expect([...b.waiting].sort()).toEqual(
      [
        "process 'fiber' is waiting in read on channel 'a'",
        "process 'joins' is waiting in join of the processes that it started",
        "process 'process' is waiting in sleep",
        "process 'reads' is waiting in read on channel 'a'",
        "process 'selects' is waiting in select of 'got', 'late'",
        "process 'sleeps' is waiting in sleep",
        "process 'sleepyFiber' is waiting in sleep",
        "process 'writes' is waiting in write on channel 'c'",
        "the test is waiting in read on channel 'a'",
      ].sort(),
    )
    c.reader.tryRead()
    for (let i = 0; i < 4; i++) a.writer.tryWrite(i)
    await b.run()
    await Promise.all([own, ...handles.map(handle => handle.done)])
  })
})

test('time stands still until it is told to go on, and every timer fires at its own time', async () => {
  await bubble(async b => {
    const times: number[] = []
    spawn(async () => {
      for (const pause of [10, 20, 30]) {
        await sleep(pause)
        times.push(b.now)
      }
    })
    await b.settled()
    expect(b.now).toBe(0)
    await b.advance(9)
    expect(times).toEqual([])
    await b.advance(1)
    expect(times).toEqual([10])
    await b.advance(1_000)
    expect(times).toEqual([10, 30, 60])
    expect(b.now).toBe(1_010)
  })
})

test('run goes from timer to timer, days in no time', async () => {
  const day = 86_400_000
  await bubble(async b => {
    const result = await b.run(async () => {
      await sleep(40 * day)
      return 'at last'
    })
    expect(result).toBe('at last')
    expect(b.now).toBe(40 * day)
    spawn(function* () {
      yield* fiberSleep(day)
    })
    await b.run()
    expect(b.now).toBe(41 * day)
  })
})

test('run passes the failure of its body on', async () => {
  await bubble(async b => {
    const failed = b.run(async () => {
      await sleep(5)
      throw new Error('broken')
    })
    await expect(failed).rejects.toThrow('broken')
  })
})

test('what is left over fails the test by name', async () => {
  const message = await failure(() => {
    const orders = channel<number>('orders')
    spawn(async () => void (await orders.reader.read()), { name: 'clerk' })
    spawn(
      function* () {
        yield* fiberSleep(40)
      },
      { name: 'clock' },
    )
  })
  expect(message).toContain("process 'clerk' is still waiting in read on channel 'orders'")
  expect(message).toContain("process 'clock' is still waiting in sleep")
  expect(message).toContain('timers still armed: 1')
})

test('an operation that the test itself forgot is left over too', async () => {
  const message = await failure(() => void channel<number>('lost').writer.write(1))
  expect(message).toContain("the test is still waiting in write on channel 'lost'")
})

test('when nothing can happen any more, run says who waits for what', async () => {
  const a = channel<number>('a')
  const message = await failure(
    b =>
      b.run(() =>
        parallel(async function stuck() {
          await a.reader.read()
        }),
      ),
    { patience: 20 },
  )
  expect(message).toContain('nothing can happen any more')
  expect(message).toContain("process 'stuck' is waiting in read on channel 'a'")
})

test('a test that waits while time stands still is told to let it pass', async () => {
  const message = await failure(() => sleep(10), { patience: 20 })
  expect(message).toContain('await b.advance(ms)')
  expect(message).toContain('the test is waiting in sleep')
})

test('a process that waits for something outside is named, not waited for', async () => {
  for (const body of [
    async () => void (await new Promise(() => {})),
    function* () {
      yield* wait(new Promise(() => {}))
    },
  ]) {
    const message = await failure(
      async b => {
        spawn(body, { name: 'caller' })
        await b.settled()
      },
      { patience: 20 },
    )
    expect(message).toContain("outside the bubble (not a channel, time, or a process): 'caller'")
  }
})

test('what arrives from outside in time is waited for', async () => {
  await bubble(async b => {
    const arrived = channel<string>({ name: 'arrived', buffer: fifo(1) })
    spawn(async () => {
      await realSleep(5)
      await arrived.writer.write('from outside')
    })
    await b.settled()
    expect(arrived.reader.tryRead()).toEqual({ value: 'from outside' })
  })
})

test('processes that may wait outside are neither waited for nor left over', async () => {
  await bubble(
    async b => {
      spawn(() => new Promise(() => {}), { name: 'socket' })
      await b.run(() => sleep(10))
      expect(b.now).toBe(10)
    },
    { outside: ['socket'] },
  )
})

test('processes that communicate for ever are named', async () => {
  const message = await failure(
    async b => {
      const c = channel<number>('c')
      spawn(function* chatter() {
        for (;;) yield* write(c.writer, 1)
      })
      spawn(async () => {
        for (;;) await c.reader.read()
      })
      // They would go on for ever: let go of the channel, so that the test process can end.
      await b.settled().finally(() => c.poison())
    },
    { patience: 20 },
  )
  expect(message).toContain('have not come to rest')
})

test('both sides of an extended rendezvous count as blocked', async () => {
  await bubble(async b => {
    const c = channel<number>('c')
    spawn(() => c.writer.write(1), { name: 'writer' })
    spawn(() => c.reader.extended(() => sleep(30)), { name: 'reader' })
    await b.settled()
    expect(b.waiting).toEqual([
      "process 'writer' is waiting in the other side of an extended rendezvous",
      "process 'reader' is waiting in sleep",
    ])
    await b.run()
    expect(b.now).toBe(30)
  })
})

test('the same seed makes the same choices', async () => {
  const keys = (seed: number) =>
    bubble(
      async () => {
        const cases = alternative({ a: skip, b: skip, c: skip }, { order: 'random' })
        let chosen = ''
        for (let i = 0; i < 30; i++) chosen += (await cases.select()).key
        return chosen
      },
      { seed },
    )
  expect(await keys(7)).toBe(await keys(7))
  expect(await keys(7)).not.toBe(await keys(8))
})

test('a bubble leaves the ports and the timers of the platform as they were', async () => {
  const real = sleep(20)
  await bubble(b => b.run(() => sleep(10_000)))
  await expect(bubble(() => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  await real
  await sleep(1)
})

test('a second bubble is refused while one is open', async () => {
  await bubble(async () => {
    await expect(bubble(() => {})).rejects.toThrow('a bubble is open already')
  })
})

test('a failure in the bubble is the failure of the test, without leftovers', async () => {
  const broken = bubble(() =>
    scope(s => {
      s.spawn(() => Promise.reject(new Error('broken')))
      s.spawn(() => s.channel<number>('c').reader.read())
    }),
  )
  await expect(broken).rejects.toThrow(/^broken$/)
})

test('what a failed bubble leaves is no deadlock of the program that goes on', async () => {
  ports.known = known
  const { scopes } = awaited
  const stuck = () => scope(s => s.channel<number>('c').reader.read())
  expect(await failure(b => b.run(stuck), { patience: 10 })).toContain("read on channel 'c'")
  expect(await failure(() => void stuck(), { patience: 10 })).toContain('left over')
  const stuckInside = () =>
    run(function* () {
      yield* fiberParallel(() => read(channel<number>('d').reader))
    })
  expect(await failure(b => b.run(stuckInside), { patience: 10 })).toContain("read on channel 'd'")
  expect(awaited.scopes).toBe(scopes)
  ports.known = null
})

test('a moment costs what happens in it, however many wait: 15,000 processes in 30,000 moments', () =>
  bubble(async b => {
    const queue = channel<number>({ name: 'queue', buffer: fifo(15_000) })
    let served = 0
    function* customer(number: number) {
      yield* fiberSleep(10 * number)
      yield* write(queue.writer, number)
    }
    function* teller() {
      for (; served < 15_000; served++) {
        yield* read(queue.reader)
        yield* fiberSleep(5)
      }
    }
    const customers = Array.from({ length: 15_000 }, (_, number) => () => customer(number))
    await b.run(() => parallel([teller, ...customers]))
    expect(b.now).toBe(10 * 14_999 + 5)
  }))
