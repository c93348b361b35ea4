/**
 * The law of contexts: every continuation, thunk and transform runs in the asynchronous context of its own
 * process, however many requests meet on a channel.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import * as fiber from '../../src/fiber/index.ts'
import { alternative, type Channel, channel, parallel, run, select, when } from '../../src/node.ts'
import { bubble } from '../../src/testing/index.ts'

const REQUESTS = 1_000
const ROUNDS = 3

/** Called from everywhere in a request, with its number: counts where the store is another's. */
class Witness {
  readonly storage = new AsyncLocalStorage<number>()
  looks = 0
  mistakes = 0

  readonly look = (request: number): void => {
    this.looks++
    if (this.storage.getStore() !== request) this.mistakes++
  }

  /** A case that reads, and one that writes, with every kind of function that users may give. */
  cases(request: number, { reader, writer }: Channel<number>) {
    const look = <T>(value: T): T => {
      this.look(request)
      return value
    }
    return {
      get: when(
        () => look(true),
        reader.map(x => look(x)),
      ),
      put: when(
        () => look(true),
        writer.offerWith(() => look(request)).map(() => look(request)),
      ),
    }
  }
}

async function inAsync(
  witness: Witness,
  request: number,
  c: Channel<number>,
  meet: Channel<number>,
) {
  for (let round = 0; round < ROUNDS; round++) {
    witness.look(request)
    // Even requests write first and odd ones read first, so that all can be paired.
    if (request % 4 === 0) await c.writer.write(request)
    else await c.reader.read()
    witness.look(request)
    await select(witness.cases(request, meet))
    witness.look(request)
  }
}

function* inFiber(witness: Witness, request: number, c: Channel<number>, meet: Channel<number>) {
  const turns = alternative(witness.cases(request, meet))
  for (let round = 0; round < ROUNDS; round++) {
    witness.look(request)
    if (request % 4 === 1) yield* fiber.read(c.reader)
    else yield* fiber.write(c.writer, request)
    witness.look(request)
    yield* fiber.select(turns)
    witness.look(request)
    yield* fiber.wait(Promise.resolve())
    witness.look(request)
    yield* fiber.parallel(function* () {
      witness.look(request)
      yield* fiber.wait(Promise.resolve())
      witness.look(request)
    })
    witness.look(request)
  }
}

// Of four requests one of each flavour writes and one reads, so each channel pairs off exactly.
test('a thousand requests meet on shared channels, and none sees the store of another', () =>
  bubble(async () => {
    const witness = new Witness()
    const [c, meet] = [channel<number>('c'), channel<number>('meet')]
    const requests = Array.from({ length: REQUESTS }, (_, request) =>
      witness.storage.run(request, () =>
        request % 2 === 0
          ? run(() => inAsync(witness, request, c, meet))
          : run(() => inFiber(witness, request, c, meet)),
      ),
    )
    await Promise.all(requests)
    expect(witness.looks).toBeGreaterThan(REQUESTS * ROUNDS * 5)
    expect(witness.mistakes).toBe(0)
  }))

test('processes of one family share the context in which it was opened', () =>
  bubble(async () => {
    const storage = new AsyncLocalStorage<string>()
    const c = channel<number>('c')
    const stores = storage.run('mine', () =>
      parallel(
        function* () {
          yield* fiber.read(c.reader)
          return storage.getStore()
        },
        async () => {
          await c.reader.read()
          return storage.getStore()
        },
      ),
    )
    await storage.run('other', async () => {
      await c.writer.write(1)
      await c.writer.write(2)
    })
    expect(await stores).toEqual(['mine', 'mine'])
  }))

test('an abort from another context leaves the process in its own', () =>
  bubble(async () => {
    const storage = new AsyncLocalStorage<string>()
    const c = channel<number>('c')
    const controller = new AbortController()
    const waiting = storage.run('mine', () =>
      run(async () => {
        await c.reader.read({ signal: controller.signal }).catch(() => {})
        return storage.getStore()
      }),
    )
    await Promise.resolve()
    storage.run('other', () => controller.abort())
    expect(await waiting).toBe('mine')
  }))
