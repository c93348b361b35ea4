/**
 * A bounded buffer as a process: preconditions, with guards in both directions.
 *
 *     producer ──put──▶ buffer ──get──▶ consumer
 *
 * The buffer offers to take while there is room, and offers to give while there is something: two guards, each
 * with a precondition, and whichever finds its partner first happens. There is no request and no reply: an
 * offer to write is a guard like any other. (occam and JCSP, which have input guards only, need a request
 * channel for the consumer.)
 *
 * From Dijkstra, "Cooperating sequential processes" (1965); as a process with guards from Hoare (CACM 1978),
 * section 5.1. In a program one would write `channel({ buffer: fifo(4) })`.
 *
 *     node --import tsx examples/bounded-buffer.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { alternative, channel, parallel, type Reader, type Writer, when } from 'hocket'
import { component, generator, printer } from 'hocket/components'
import { select } from 'hocket/fiber'

/** What happens in a turn. Preconditions are functions: they are asked anew each time. */
function offers(input: Reader<number>, output: Writer<number>, capacity: number) {
  const held: number[] = []
  let ended = false
  return {
    turns: alternative({
      put: when(() => !ended && held.length < capacity, input.step),
      get: when(
        () => held.length > 0,
        output.offerWith(() => held[0]!),
      ),
    }),
    /** Answers whether there will be another turn. */
    handle(
      chosen: { key: 'put'; value: IteratorResult<number> } | { key: 'get'; value: undefined },
    ) {
      if (chosen.key === 'get') held.shift()
      else if (chosen.value.done) ended = true
      else held.push(chosen.value.value)
      return !ended || held.length > 0
    },
  }
}

const asynchronous = component(async function buffer(
  input: Reader<number>,
  output: Writer<number>,
  capacity: number,
) {
  const { turns, handle } = offers(input, output, capacity)
  for await (const chosen of turns) if (!handle(chosen)) return
})

const fiber = component(function* buffer(
  input: Reader<number>,
  output: Writer<number>,
  capacity: number,
) {
  const { turns, handle } = offers(input, output, capacity)
  while (handle(yield* select(turns)));
})

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const buffer = args.includes('--fibers') ? fiber : asynchronous
  const [put, get] = [channel<number>('put'), channel<number>('get')]
  let [produced, consumed, most] = [0, 0, 0]
  function* numbers() {
    for (; produced < 1_000; most = Math.max(most, produced - consumed)) yield ++produced
  }
  await parallel(
    generator(put.writer, numbers()),
    buffer(put.reader, get.writer, 4),
    printer(get.reader, n => {
      if (n !== ++consumed) throw new Error(`${n} came out of order`)
    }),
  )
  // The producer has one in its hands, and the consumer another.
  print(`${consumed} numbers in order, at most ${most} between producer and consumer`)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
