/** What a recording shows of a scope in a fiber: here and not beside its tests, which the leak check watches itself. */
import { afterEach, describe, expect, test } from 'vitest'
import { read, scope, sleep, write } from '../../src/fiber/index.ts'
import { run, type Writer } from '../../src/node.ts'
import { type Recording, record } from '../../src/trace/record.ts'

const writing = (out: Writer<number>, value: number) =>
  function* writing() {
    yield* write(out, value)
  }

describe('the trace', () => {
  let recording: Recording | undefined
  afterEach(() => recording?.stop())

  test('shows a body that is a process, and whose processes they are', async () => {
    recording = record()
    await run(function* parent() {
      yield* scope(
        function* (s) {
          const a = s.channel<number>('a')
          s.spawn(writing(a.writer, 1))
          yield* read(a.reader)
        },
        { name: 'inner' },
      )
    })
    const events = recording.events()
    const names = new Map<number | undefined, string>()
    const family: string[] = []
    const ends: string[] = []
    for (const event of events) {
      if (event.kind === 'spawn') {
        names.set(event.process, event.name)
        family.push(`${names.get(event.parent) ?? 'outside'} > ${event.name} (${event.flavour})`)
      }
      if (event.kind === 'end') ends.push(`${names.get(event.process)} ${event.outcome}`)
    }
    // Those that the body starts are waited for by the fiber around it.
    expect(family).toEqual([
      'outside > parent (fiber)',
      'parent > body of inner (fiber)',
      'parent > writing (fiber)',
    ])
    expect(ends.sort()).toEqual(['body of inner done', 'parent done', 'writing done'])
    const met = events.flatMap(event =>
      event.kind === 'rendezvous'
        ? [`${names.get(event.writer)} to ${names.get(event.reader)}`]
        : [],
    )
    expect(met).toEqual(['writing to body of inner'])
  })

  test('tells the outcome of a body that failed, and of one that was interrupted', async () => {
    recording = record()
    const failing = (who: 'body' | 'process') =>
      run(function* () {
        yield* scope(
          function* (s) {
            s.spawn(function* () {
              yield* sleep(who === 'process' ? 1 : 1_000)
              throw new Error('broken')
            })
            yield* sleep(who === 'body' ? 1 : 1_000)
            throw new Error('broken')
          },
          { name: who },
        )
      }).catch(() => {})
    await failing('body')
    await failing('process')
    const names = new Map<number, string>()
    const ends: Record<string, string> = {}
    for (const event of recording.events()) {
      if (event.kind === 'spawn') names.set(event.process, event.name)
      if (event.kind === 'end') ends[names.get(event.process)!] = event.outcome
    }
    expect(ends).toMatchObject({ 'body of body': 'failed', 'body of process': 'cancelled' })
  })
})
