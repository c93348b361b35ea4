/** The workloads on bare promises: what async processes are measured against. */
import { parseStress } from '../stress.ts'
import type { Network, Population } from '../workload.ts'
import { Channel } from './promise-channel.ts'

type Numbers = Channel<number>

const numbers = () => new Channel<number>()

async function identity(input: Numbers, output: Numbers): Promise<never> {
  for (;;) await output.write(await input.read())
}

async function prefix(input: Numbers, output: Numbers): Promise<never> {
  await output.write(0)
  return identity(input, output)
}

async function delta(input: Numbers, first: Numbers, second: Numbers): Promise<never> {
  for (;;) {
    const value = await input.read()
    await first.write(value)
    await second.write(value)
  }
}

async function successor(input: Numbers, output: Numbers): Promise<never> {
  for (;;) await output.write(1 + (await input.read()))
}

async function source(output: Numbers): Promise<never> {
  for (let i = 0; ; i++) await output.write(i)
}

const commstime: Network = async meter => {
  const [a, b, c, d] = [numbers(), numbers(), numbers(), numbers()]
  void prefix(c, a)
  void delta(a, b, d)
  void successor(b, c)
  do {
    for (let i = meter.count; i > 0; i--) await d.read()
  } while (meter.lap())
}

const prodcons: Network = async meter => {
  const messages = numbers()
  void source(messages)
  do {
    for (let i = meter.count; i > 0; i--) await messages.read()
  } while (meter.lap())
}

const line: Network = async (meter, { n, underWay }) => {
  const first = numbers()
  let last = first
  for (let i = 0; i < n; i++) {
    const next = numbers()
    void identity(last, next)
    last = next
  }
  do {
    for (let round = meter.count; round > 0; round--) {
      for (let i = 0; i < underWay; i++) await first.write(i)
      for (let i = 0; i < underWay; i++) await last.read()
    }
  } while (meter.lap())
}

const stressed: Network = async (meter, { variant }) => {
  const { guards, writers } = parseStress(variant)
  const inputs = Array.from({ length: guards }, numbers)
  for (const input of inputs) for (let i = 0; i < writers; i++) void source(input)
  let turn = 0
  do {
    for (let i = meter.count; i > 0; i--) {
      await inputs[turn]!.read()
      if (++turn === guards) turn = 0
    }
  } while (meter.lap())
}

export const networks: Readonly<Record<string, Network>> = {
  commstime,
  prodcons,
  chain: line,
  ring: line,
  stressed,
}

/** Async functions, each on a promise of its own. */
export function population(n: number): Population {
  // An array keeps the resolvers, and through them the processes: 8 of the bytes are its.
  const wake = new Array<() => void>(n)
  async function member(number: number): Promise<never> {
    for (;;) {
      await new Promise<void>(resolve => {
        wake[number] = resolve
      })
    }
  }
  return {
    create() {
      for (let i = 0; i < n; i++) void member(i)
    },
    async communicate() {
      wake[0]!()
      await new Promise<void>(resolve => setImmediate(resolve))
    },
  }
}
