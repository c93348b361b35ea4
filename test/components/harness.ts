/**
 * Running components in a test: values in, values out, in virtual time.
 */
import { channel, parallel, type Reader, type Writer } from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

type Body = () => Generator | Promise<unknown>

/** Writes the values, then closes. */
export const source = <T>(output: Writer<T>, values: readonly T[]) =>
  async function source() {
    for (const value of values) await output.write(value)
    output.close()
  }

/** Reads to the end. */
export const sink = <T>(input: Reader<T>, into: T[]) =>
  async function sink() {
    for await (const value of input) into.push(value)
  }

/** What a component with one input and one output makes of some values. */
export async function through<T, U>(
  values: readonly T[],
  make: (input: Reader<T>, output: Writer<U>) => unknown,
): Promise<U[]> {
  const [result] = await fanned<T, U>([values], 1, ([input], [output]) =>
    make(input as Reader<T>, output as Writer<U>),
  )
  return result as U[]
}

/** What a component writes to its one output. */
export async function collected<T>(make: (output: Writer<T>) => unknown): Promise<T[]> {
  const [result] = await fanned<never, T>([], 1, (_, [output]) => make(output as Writer<T>))
  return result as T[]
}

/** What a component with several inputs and outputs makes of some values: a list for each output. */
export function fanned<T, U>(
  inputs: readonly (readonly T[])[],
  outputs: number,
  make: (inputs: Reader<T>[], outputs: Writer<U>[]) => unknown,
): Promise<U[][]> {
  return bubble(async b => {
    const from = inputs.map((_, at) => channel<unknown>(`input ${at}`))
    const to = Array.from({ length: outputs }, (_, at) => channel<unknown>(`output ${at}`))
    const results: unknown[][] = to.map(() => [])
    const body = make(
      from.map(one => one.reader as Reader<T>),
      to.map(one => one.writer as Writer<U>),
    ) as Body
    await b.run(() =>
      parallel([
        body,
        ...inputs.map((values, at) => source(from[at]!.writer, values)),
        ...results.map((into, at) => sink(to[at]!.reader, into)),
      ]),
    )
    return results as U[][]
  })
}
