import { expect, test } from 'vitest'
import { read, write } from '../../src/fiber/index.ts'
import {
  channel,
  defineProcess,
  type ProcessContext,
  parallel,
  type Reader,
  run,
  spawn,
  type Writer,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

const successor = defineProcess(async function successor(
  input: Reader<number>,
  out: Writer<number>,
) {
  for await (const x of input) await out.write(x + 1)
  out.close()
})

const numbers = defineProcess(function* numbers(out: Writer<number>, count: number) {
  for (let i = 0; i < count; i++) yield* write(out, i)
  out.close()
})

const collect = defineProcess(function* collect(input: Reader<number>, count: number) {
  const values: number[] = []
  while (values.length < count) values.push(yield* read(input))
  return values
})

test('components compose as in occam, whatever their flavour', () =>
  bubble(async () => {
    const [a, z] = [channel<number>('a'), channel<number>('z')]
    const [, , values] = await parallel(
      numbers(a.writer, 4),
      successor(a.reader, z.writer),
      collect(z.reader, 4),
    )
    expect(values).toEqual([1, 2, 3, 4])
  }))

test('a call makes a process that has not started, any number of times', () =>
  bubble(async () => {
    let started = 0
    const counted = defineProcess(async (by: number) => {
      started += by
    })
    const body = counted(2)
    expect(started).toBe(0)
    await run(body)
    await run(body)
    expect(started).toBe(4)
  }))

test('a factory that was not called, or called by the process, is an error', async () => {
  const clock = defineProcess(async function clock() {})
  for (const body of [clock, () => clock()])
    await expect(run(body as never)).rejects.toThrow(
      "calling the body gave process 'clock', which has not been started: spawn(clock(input))",
    )
})

test('it has the name of its function, or the one given', () =>
  bubble(async () => {
    const named = defineProcess(async () => {}, 'clerk')
    const empty = channel<number>()
    empty.close()
    expect(spawn(successor(empty.reader, channel<number>().writer)).name).toBe('successor')
    expect(spawn(named()).name).toBe('clerk')
    expect(spawn(named(), { name: 'other' }).name).toBe('other')
  }))

test('a function that declares its context is called with it', () =>
  bubble(async () => {
    const named = defineProcess(async function (this: ProcessContext, greeting: string) {
      return `${greeting} ${this.name}`
    }, 'clerk')
    expect(await run(named('I am'))).toBe('I am clerk')
  }))
