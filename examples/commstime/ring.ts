/**
 * The four processes of commstime, for channels of any kind: of one loop, between threads, between machines. Each
 * lets go of its ends when it ends, so the whole ring ends when the consumer has had enough.
 */
import type { InputEnd, OutputEnd } from 'hocket/workers'

type In = InputEnd<number>
type Out = OutputEnd<number>

async function owning(ends: readonly (In | Out)[], body: () => Promise<void>): Promise<void> {
  try {
    await body()
  } finally {
    for (const end of ends) end.close()
  }
}

export function prefix(input: In, output: Out, first: number): Promise<void> {
  return owning([input, output], async () => {
    await output.write(first)
    for (;;) await output.write(await input.read())
  })
}

export function delta(input: In, one: Out, other: Out): Promise<void> {
  return owning([input, one, other], async () => {
    for (;;) {
      const n = await input.read()
      await one.write(n)
      await other.write(n)
    }
  })
}

export function successor(input: In, output: Out): Promise<void> {
  return owning([input, output], async () => {
    for (;;) await output.write(1 + (await input.read()))
  })
}

/** The last number of so many. */
export async function consumer(input: In, rounds: number): Promise<number> {
  let last = -1
  for (let left = rounds; left > 0; left--) last = await input.read()
  input.close()
  return last
}

/** Which ends each process is given, by the names of the channels. */
export const ring = {
  prefix: { inputs: ['c'], outputs: ['a'] },
  delta: { inputs: ['a'], outputs: ['b', 'd'] },
  successor: { inputs: ['b'], outputs: ['c'] },
} as const
