/**
 * Density: n processes each write their number to a check-in channel, then block reading one shared channel. How
 * many bytes is a blocked process, and how long do creation, the first communication and the end of all take?
 */
import { read, write } from '../../src/fiber/index.ts'
import { channel, type Reader, run, scope, type Writer } from '../../src/index.ts'
import type { Population } from '../workload.ts'

/** Processes started before their check-ins are read, so that little waits to be started at any time. */
const BATCH = 1_000

/** A name for all: a process that is named by its function would keep that function, and what it has closed over. */
const MEMBER = { name: 'member' }

const fiber = {
  *member(number: number, checkIn: Writer<number>, shared: Reader<number>) {
    yield* write(checkIn, number)
    for (;;) yield* read(shared)
  },
  *registrar(checkIn: Reader<number>, count: number) {
    for (let i = 0; i < count; i++) yield* read(checkIn)
  },
}

const async = {
  async member(number: number, checkIn: Writer<number>, shared: Reader<number>) {
    await checkIn.write(number)
    for (;;) await shared.read()
  },
  async registrar(checkIn: Reader<number>, count: number) {
    for (let i = 0; i < count; i++) await checkIn.read()
  },
}

/** A turn of the event loop: every process that could run has run and is blocked. */
const turn = () => new Promise<void>(resolve => setImmediate(resolve))

function hocket({ member, registrar }: typeof fiber | typeof async) {
  return (n: number): Population => {
    // One scope owns them all: leaving it is what tells that the last has ended.
    const everybody = scope({ name: 'population' })
    const checkIn = channel<number>('check-in')
    const shared = channel<number>('shared')
    return {
      async create() {
        for (let created = 0; created < n; ) {
          const upTo = Math.min(n, created + BATCH)
          const count = upTo - created
          const registered = run(() => registrar(checkIn.reader, count))
          for (; created < upTo; created++) {
            const number = created
            everybody.spawn(() => member(number, checkIn.writer, shared.reader), MEMBER)
          }
          await registered
        }
        await turn()
      },
      async communicate() {
        await shared.writer.write(0)
        await turn()
      },
      async end() {
        shared.writer.poison()
        await everybody[Symbol.asyncDispose]()
      },
    }
  }
}

export const density = { fiber: hocket(fiber), async: hocket(async) }
