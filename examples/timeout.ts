/**
 * A timeout is a guard.
 *
 *     server ──answers──▶ client
 *
 * The client waits for an answer or for 50 milliseconds to pass, whichever comes first. Nothing is cancelled,
 * raced or cleaned up: the case that did not happen was never more than an offer, and the answer that came too
 * late is still there for the next turn. A deadline for the whole conversation is one more guard, made once.
 *
 * Time as a guard comes from occam (`TIM ? AFTER t`).
 *
 *     node --import tsx examples/timeout.ts [--fibers]
 */
import { pathToFileURL } from 'node:url'
import { after, channel, parallel, type Reader, select, sleep, type Writer } from 'hocket'
import { component } from 'hocket/components'
import { select as selectInFiber, sleep as sleepInFiber, write } from 'hocket/fiber'

/** Milliseconds that the server thinks about each answer. */
const DELAYS = [10, 120, 10, 10]

const asynchronous = {
  server: component(async function server(answers: Writer<string>) {
    for (const [at, delay] of DELAYS.entries()) {
      await sleep(delay)
      await answers.write(`answer ${at}, after ${delay} ms`)
    }
  }),
  client: component(async function client(answers: Reader<string>, print: (line: string) => void) {
    for (;;) {
      const { key, value } = await select({ answer: answers.step, late: after(50) })
      if (key === 'late') print('nothing for 50 ms')
      else if (value.done) return
      else print(value.value)
    }
  }),
}

const fibers = {
  server: component(function* server(answers: Writer<string>) {
    for (const [at, delay] of DELAYS.entries()) {
      yield* sleepInFiber(delay)
      yield* write(answers, `answer ${at}, after ${delay} ms`)
    }
  }),
  client: component(function* client(answers: Reader<string>, print: (line: string) => void) {
    for (;;) {
      const { key, value } = yield* selectInFiber({ answer: answers.step, late: after(50) })
      if (key === 'late') print('nothing for 50 ms')
      else if (value.done) return
      else print(value.value)
    }
  }),
}

export async function main(args: readonly string[], print: (line: string) => void = console.log) {
  const { server, client } = args.includes('--fibers') ? fibers : asynchronous
  const answers = channel<string>('answers')
  await parallel(server(answers.writer), client(answers.reader, print))
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
