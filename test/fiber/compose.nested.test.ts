import { expect, test } from 'vitest'
import { parallel, read } from '../../src/fiber/index.ts'
import {
  channel,
  defineProcess,
  type Reader,
  spawn,
  parallel as together,
} from '../../src/index.ts'
import { bubble } from '../../src/testing/index.ts'

const reading = defineProcess(function* reading(input: Reader<number>) {
  yield* read(input)
})

const nested = defineProcess(function* nested(input: Reader<number>) {
  yield* parallel(function* inner() {
    yield* parallel(reading(input), reading(channel<number>().reader))
  }, reading(channel<number>().reader))
})

test('a failure that comes to nested parallels both by poison and by interruption has one root', () =>
  bubble(async b => {
    const [input, trigger] = [channel<number>('input'), channel<number>('trigger')]
    const boom = new Error('boom')
    const failing = together(nested(input.reader), () => trigger.reader.read())
    failing.catch(() => {})
    await b.settled()
    trigger.writer.poison(boom)
    await expect(failing).rejects.toBe(boom)
  }))

test('a fiber that is aborted while its children run ends by that reason, which is no failure', () =>
  bubble(async b => {
    const input = channel<number>('input')
    const reason = new Error('enough')
    const handle = spawn(nested(input.reader))
    const ended = handle.done.catch(error => error)
    await b.settled()
    handle.abort(reason)
    expect(await ended).toBe(reason)
  }))
