/**
 * `npm run bench -- check`: how many events the checker explores in a second.
 *
 * The ping-pong of two parties has one trace, so its schedules are walked at random, each from the beginning as in
 * a search; an event is a rendezvous or the turn of a process that goes on after one. The philosophers are a real
 * search, with its races and sleep sets. Medians of laps after one that warms up.
 */
import { check } from '../src/check/index.ts'
import { read, write } from '../src/fiber/index.ts'
import { channel, parallel, type Reader, select, type Writer } from '../src/index.ts'

const ROUNDS = 100
const SCHEDULES = 500
const LAPS = 7
/** Events a second of the ping-pong on a machine of two cores: what this must not fall below. */
const BOUND = 80_000

function pingPong(fibers: boolean) {
  return async () => {
    const [ping, pong] = [channel<number>('ping'), channel<number>('pong')]
    const asynchronous = async (input: Reader<number>, output: Writer<number>, serves: boolean) => {
      for (let round = 0; round < ROUNDS; round++) {
        if (serves) await output.write(round)
        await input.read()
        if (!serves) await output.write(round)
      }
    }
    function* fiber(input: Reader<number>, output: Writer<number>, serves: boolean) {
      for (let round = 0; round < ROUNDS; round++) {
        if (serves) yield* write(output, round)
        yield* read(input)
        if (!serves) yield* write(output, round)
      }
    }
    const player = fibers ? fiber : asynchronous
    await parallel(
      () => player(pong.reader, ping.writer, true),
      () => player(ping.reader, pong.writer, false),
    )
  }
}

/** The naive philosophers: 2^n - 1 traces. */
function philosophers(n: number) {
  return async () => {
    const ends = (name: string) => [channel<void>(`${name} left`), channel<void>(`${name} right`)]
    const takes = Array.from({ length: n }, (_, p) => ends(`take ${p}`))
    const puts = Array.from({ length: n }, (_, p) => ends(`put ${p}`))
    await parallel([
      ...takes.map((take, p) => async () => {
        for (const side of [0, 1]) await take[side]!.writer.write()
        for (const side of [0, 1]) await puts[p]![side]!.writer.write()
      }),
      ...takes.map((_, f) => async () => {
        const neighbours = [
          [f, 0],
          [(f + n - 1) % n, 1],
        ] as const
        for (let service = 0; service < 2; service++) {
          const { key } = await select(neighbours.map(([p, side]) => takes[p]![side]!.reader))
          const [p, side] = neighbours[key]!
          await puts[p]![side]!.reader.read()
        }
      }),
    ])
  }
}

async function median(measure: () => Promise<number>): Promise<number> {
  await measure()
  const laps: number[] = []
  for (let lap = 0; lap < LAPS; lap++) laps.push(await measure())
  return laps.sort((one, other) => one - other)[LAPS >> 1]!
}

async function rate(program: () => Promise<unknown>): Promise<number> {
  const { effort } = await check(program, { mode: 'random', maxRuns: SCHEDULES })
  return (effort.events / effort.milliseconds) * 1000
}

const thousands = (number: number): string => Math.round(number).toLocaleString('en-US')

let missed = false
for (const fibers of [false, true]) {
  const events = await median(() => rate(pingPong(fibers)))
  const name = fibers ? 'fiber' : 'async'
  missed ||= events < BOUND
  console.log(`check  ping-pong     ${name.padEnd(6)} ${thousands(events).padStart(9)} events/s`)
}
const search = await median(async () => {
  const { effort } = await check(philosophers(8), { all: true, shrink: false })
  return (effort.events / effort.milliseconds) * 1000
})
console.log(
  `check  philosophers  async  ${thousands(search).padStart(9)} events/s (n = 8, 255 traces)`,
)
console.log(`bound: ${thousands(BOUND)} events/s on the ping-pong: ${missed ? 'missed' : 'kept'}`)
process.exitCode = missed ? 1 : 0
