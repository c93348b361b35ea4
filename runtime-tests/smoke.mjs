// The same program for every runtime: Node, Deno, a browser. It uses the compiled package by its files and
// nothing of the platform, meets each part of the surface once, and throws when something is not as it should be.
import { read, write } from '../dist/fiber/index.js'
import { after, channel, parallel, scope, select } from '../dist/index.js'

/** @returns {Promise<string[]>} the names of the parts that worked */
export async function smoke() {
  const parts = { rendezvous, fibers, termination, selection, cancellation }
  for (const [name, part] of Object.entries(parts)) {
    try {
      await part()
    } catch (error) {
      throw new Error(`${name}: ${error.message}`, { cause: error })
    }
  }
  return Object.keys(parts)
}

async function rendezvous() {
  const numbers = channel('numbers')
  const [, total] = await parallel(
    async () => {
      for (let i = 1; i <= 100; i++) await numbers.writer.write(i)
      numbers.writer.close()
    },
    async () => {
      let sum = 0
      for await (const n of numbers.reader) sum += n
      return sum
    },
  )
  same(total, 5050)
}

async function fibers() {
  const numbers = channel('numbers')
  const [, product] = await parallel(
    function* () {
      for (let i = 1; i <= 3; i++) yield* write(numbers.writer, i)
    },
    async () =>
      (await numbers.reader.read()) * (await numbers.reader.read()) * (await numbers.reader.read()),
  )
  same(product, 6)
  const [, echoed] = await parallel(
    async () => numbers.writer.write(7),
    function* () {
      return yield* read(numbers.reader)
    },
  )
  same(echoed, 7)
}

async function termination() {
  const numbers = channel('numbers')
  const cause = new Error('the cause')
  const pending = numbers.reader.read()
  numbers.writer.poison(cause)
  const error = await pending.then(
    () => undefined,
    reason => reason,
  )
  same(error?.name, 'PoisonError')
  same(error?.cause, cause)
}

async function selection() {
  const quiet = channel('quiet')
  const ready = channel('ready')
  const sent = ready.writer.write('value')
  const first = await select({ quiet: quiet.reader, ready: ready.reader, late: after(60_000) })
  await sent
  same(first.key, 'ready')
  same(first.value, 'value')
  const second = await select({ quiet: quiet.reader, late: after(1) })
  same(second.key, 'late')
}

async function cancellation() {
  const failure = new Error('the failure')
  const error = await scope(async s => {
    const never = s.channel('never')
    s.spawn(() => never.reader.read())
    s.spawn(async () => {
      throw failure
    })
  }).then(
    () => undefined,
    reason => reason,
  )
  same(error, failure)
}

function same(actual, expected) {
  if (!Object.is(actual, expected)) throw new Error(`expected ${expected}, found ${actual}`)
}
