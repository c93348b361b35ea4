/**
 * The workloads for libraries whose processes are async functions. A library gives its primitives, those that its
 * own documentation recommends:
 *
 *   chan(buffer)      a channel; unbuffered, or the smallest there is, for 0
 *   put(c, value), take(c)
 *   select(channels)  the index of the channel that was chosen, where the library has a selection
 *   close(c), isClosed(value)
 *   group             processes that may wait on one channel, where the library limits them
 */
import { cohort, ending, turn } from './population.js'

export function asyncStyle({ chan, put, take, select, close, isClosed, group }) {
  async function source(c) {
    for (let i = 1; ; i++) await put(c, i)
  }
  async function consume(c, meter) {
    // A library that loses or repeats a value would win the race: each one is checked.
    let previous = 0
    do {
      for (let i = meter.count; i > 0; i--) {
        const value = await take(c)
        if (value !== ++previous) throw new Error(`got ${value} after ${previous - 1}`)
      }
    } while (meter.lap())
  }
  const networks = {
    async commstime(meter, { variant }) {
      const [a, b, c, d] = [chan(0), chan(0), chan(0), chan(0)]
      async function prefix() {
        await put(a, 1)
        for (;;) await put(a, await take(c))
      }
      async function sequentialDelta() {
        for (;;) {
          const value = await take(a)
          await put(b, value)
          await put(d, value)
        }
      }
      async function parallelDelta() {
        for (;;) {
          const value = await take(a)
          await Promise.all([put(b, value), put(d, value)])
        }
      }
      async function successor() {
        for (;;) await put(c, (await take(b)) + 1)
      }
      void prefix()
      void (variant === 'par' ? parallelDelta() : sequentialDelta())
      void successor()
      await consume(d, meter)
    },
    async prodcons(meter, { variant }) {
      const c = chan(Number(variant))
      void source(c)
      await consume(c, meter)
    },
  }
  if (select !== undefined) {
    networks.stressed = async (meter, { variant }) => {
      const [guards, writers] = variant.split('x').map(Number)
      const channels = Array.from({ length: guards }, () => chan(0))
      for (const c of channels) for (let i = 0; i < writers; i++) void source(c)
      await turn()
      do {
        for (let i = meter.count; i > 0; i--) await select(channels)
      } while (meter.lap())
    }
  }
  function population(n) {
    const groups = cohort(n, group, () => ({ checkIn: chan(0), shared: chan(0) }))
    const over = ending(n)
    async function member(number, { checkIn, shared }) {
      await put(checkIn, number)
      for (;;) if (isClosed(await take(shared))) break
      over.one()
    }
    return {
      async create() {
        for (let i = 0; i < n; i++) void member(i + 1, groups.of(i))
        for (let i = 0; i < n; i++) await take(groups.of(i).checkIn)
        await turn()
      },
      async communicate() {
        await put(groups.of(0).shared, 1)
        await turn()
      },
      end:
        close &&
        (() => {
          for (const { shared } of groups.all) close(shared)
          return over.all
        }),
    }
  }
  return { networks, population: close && population }
}
