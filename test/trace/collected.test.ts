import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, test } from 'vitest'
import { read } from '../../src/fiber/index.ts'
import { channel, spawn } from '../../src/index.ts'
import { type Recording, record } from '../../src/trace/record.ts'

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc') as () => void

let recording: Recording | undefined
afterEach(() => recording?.stop())

const turn = () => new Promise(resolve => setImmediate(resolve))

/** Lets the collector find what is garbage, and tell of it, which it does in tasks of its own. */
async function settle(turns: number): Promise<void> {
  for (let left = turns; left > 0; left--) {
    collect()
    await turn()
  }
}

const flavours = {
  async() {
    const nobodyWrites = channel<number>('nobody writes')
    spawn(async () => void (await nobodyWrites.reader.read()))
  },
  fiber() {
    const nobodyWrites = channel<number>('nobody writes')
    spawn(function* () {
      yield* read(nobodyWrites.reader)
    })
  },
}

test.each(Object.entries(flavours))(
  'processes that were collected while blocked are forgotten, others are not (%s)',
  async (_, abandon) => {
    recording = record({ capacity: 16 })
    const kept = channel<number>('kept')
    const patient = spawn(() => kept.reader.read(), { name: 'patient' })
    for (let round = 0; round < 5; round++) {
      for (let i = 0; i < 500; i++) abandon()
      await turn()
      await settle(5)
    }
    const { processes, channels } = recording.inspect()
    expect(processes.map(({ name }) => name)).toContain('patient')
    // Of each round the last may still be referred to by the engine.
    expect(processes.length).toBeLessThan(100)
    expect(channels.length).toBeLessThan(100)
    await kept.writer.write(1)
    await patient
  },
)

test('what was recorded stays as it was when the recording has stopped', async () => {
  recording = record({ capacity: 16 })
  for (let i = 0; i < 100; i++) flavours.async()
  await turn()
  recording.stop()
  const before = recording.events()
  await settle(20)
  expect(recording.events()).toEqual(before)
})
