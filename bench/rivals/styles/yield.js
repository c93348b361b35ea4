/**
 * The workloads for libraries whose processes are generators that yield instructions or promises. A library gives
 * what it gives in async.js, and
 *
 *   go(generatorFunction, args)   starts a process
 *   both(b, d, value)             a generator that puts on two channels in parallel
 *   select(channels)              what to yield for a selection
 */
import { cohort, ending, turn } from './population.js'

export function yieldStyle({ chan, go, put, take, both, select, close, isClosed, group }) {
  function* source(c) {
    for (let i = 1; ; i++) yield put(c, i)
  }
  function consume(c, meter) {
    return new Promise((resolve, reject) => {
      go(function* consumer() {
        let previous = 0
        do {
          for (let i = meter.count; i > 0; i--) {
            const value = yield take(c)
            if (value !== ++previous) reject(new Error(`got ${value} after ${previous - 1}`))
          }
        } while (meter.lap())
        resolve()
      })
    })
  }
  const networks = {
    commstime(meter, { variant }) {
      const [a, b, c, d] = [chan(0), chan(0), chan(0), chan(0)]
      go(function* prefix() {
        yield put(a, 1)
        for (;;) yield put(a, yield take(c))
      })
      go(
        variant === 'par'
          ? function* delta() {
              for (;;) yield* both(b, d, yield take(a))
            }
          : function* delta() {
              for (;;) {
                const value = yield take(a)
                yield put(b, value)
                yield put(d, value)
              }
            },
      )
      go(function* successor() {
        for (;;) yield put(c, (yield take(b)) + 1)
      })
      return consume(d, meter)
    },
    prodcons(meter, { variant }) {
      const c = chan(Number(variant))
      go(source, [c])
      return consume(c, meter)
    },
  }
  if (select !== undefined) {
    networks.stressed = async (meter, { variant }) => {
      const [guards, writers] = variant.split('x').map(Number)
      const channels = Array.from({ length: guards }, () => chan(0))
      for (const c of channels) for (let i = 0; i < writers; i++) go(source, [c])
      await turn()
      await new Promise(resolve => {
        go(function* reader() {
          do {
            for (let i = meter.count; i > 0; i--) yield select(channels)
          } while (meter.lap())
          resolve()
        })
      })
    }
  }
  function population(n) {
    const groups = cohort(n, group, () => ({ checkIn: chan(0), shared: chan(0) }))
    const over = ending(n)
    function* member(number, { checkIn, shared }) {
      yield put(checkIn, number)
      for (;;) if (isClosed(yield take(shared))) break
      over.one()
    }
    return {
      async create() {
        await new Promise(resolve => {
          for (let i = 0; i < n; i++) go(member, [i + 1, groups.of(i)])
          go(function* registrar() {
            for (let i = 0; i < n; i++) yield take(groups.of(i).checkIn)
            resolve()
          })
        })
        await turn()
      },
      async communicate() {
        go(function* waker() {
          yield put(groups.of(0).shared, 1)
        })
        await turn()
      },
      end() {
        for (const { shared } of groups.all) close(shared)
        return over.all
      },
    }
  }
  return { networks, population }
}
