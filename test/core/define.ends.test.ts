import { describe, expect, test } from 'vitest'
import { read } from '../../src/fiber/index.ts'
import {
  ClosedError,
  channel,
  defineProcess,
  PoisonError,
  parallel,
  type Reader,
  spawn,
  type Writer,
} from '../../src/index.ts'

/** Ends as it is told, without closing anything itself. */
const once = defineProcess(
  async (input: Reader<number>, _outputs: readonly Writer<number>[]) => {
    if ((await input.read()) < 0) throw new RangeError('negative')
  },
  { name: 'once', ownsEnds: true },
)

describe('a process that owns its ends', () => {
  test('closes them when it ends, also those in an array', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    await parallel(once(input.reader, [output.writer]), () => input.writer.write(1))
    await expect(input.writer.write(2)).rejects.toMatchObject({ name: 'ClosedError', by: 'reader' })
    await expect(output.reader.read()).rejects.toMatchObject({ name: 'ClosedError', by: 'writer' })
  })

  test('closes them at a normal ending', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    input.writer.close()
    await spawn(once(input.reader, [output.writer])).done
    await expect(output.reader.read()).rejects.toThrow(ClosedError)
  })

  test('poisons them with the cause when it fails', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    const { done } = spawn(once(input.reader, [output.writer]))
    await input.writer.write(-1)
    await expect(done).rejects.toThrow('negative')
    await expect(output.reader.read()).rejects.toThrow(PoisonError)
    await expect(input.writer.write(1)).rejects.toMatchObject({ cause: new RangeError('negative') })
  })

  test('retires leases, so that the channel goes on for others', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    const mine = output.writer.lease()
    input.writer.close()
    await spawn(once(input.reader, [output.writer.lease()])).done
    const reading = output.reader.read()
    await mine.write(3)
    await expect(reading).resolves.toBe(3)
  })

  test('poisons them with the reason when it is aborted through its handle', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    const process = defineProcess(
      function* (input: Reader<number>, _output: Writer<number>) {
        yield* read(input)
      },
      { ownsEnds: true },
    )
    const handle = spawn(process(input.reader, output.writer))
    const reading = output.reader.read()
    const reason = new Error('enough')
    handle.abort(reason)
    await expect(reading).rejects.toMatchObject({ name: 'PoisonError', cause: reason })
  })

  test('leaves them alone without that option', async () => {
    const [input, output] = [channel<number>(), channel<number>()]
    await parallel(
      defineProcess(async (_input: Reader<number>, _output: Writer<number>) => {})(
        input.reader,
        output.writer,
      ),
    )
    const reading = output.reader.read()
    await output.writer.write(1)
    await expect(reading).resolves.toBe(1)
  })
})
