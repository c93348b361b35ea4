import { readFile } from 'node:fs/promises'
import { setTimeout as nap } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import {
  always,
  type CheckOptions,
  check,
  csp,
  io,
  monitor,
  type Program,
  progress,
} from '../../src/check/index.ts'
import { read, write } from '../../src/fiber/index.ts'
import {
  channel,
  parallel,
  scope,
  select,
  skip,
  sleep,
  spawn,
  type Writer,
} from '../../src/index.ts'

const kindOf = async (program: Program, options?: CheckOptions) =>
  (await check(program, options)).failure?.kind ?? 'none'

test('of a program that communicates nothing it is said that there was nothing to check', async () => {
  // Wants a number, and is given a context: no round of the loop is made.
  const wanting = async (rounds: unknown) => {
    const c = channel<number>('c')
    for (let i = 0; i < (rounds as number); i++) await c.writer.write(i)
  }
  const report = await check(wanting)
  expect(report.verdict).toBe('holds')
  expect(report.assumptions[0]).toContain('nothing was communicated')
  const communicating = async () => {
    const c = channel<number>('c')
    await parallel(
      () => c.writer.write(1),
      () => c.reader.read(),
    )
  }
  expect((await check(communicating)).assumptions.join()).not.toContain('nothing was communicated')
})

describe('processes that share memory', () => {
  test('a variable whose value travels', async () => {
    const program = async () => {
      let shared = 0
      const c = channel<number>('c')
      await parallel(
        async () => {
          shared++
          await c.writer.write(shared)
        },
        async () => {
          shared += 2
          await c.reader.read()
        },
      )
    }
    const { verdict, failure } = await check(program)
    expect(verdict).toBe('fails')
    expect(failure!.kind).toBe('sharing')
    expect(failure!.message).toMatch(/did not do the same .* wrote 1 on c.* wrote 3 on c|wrote 3/)
    expect((await check(program, { granularity: 'resume' })).verdict).toBe('holds')
  })

  test('a lost update is found when sharing is on purpose', async () => {
    const program = async () => {
      let count = 0
      const increment = async () => {
        const before = count
        await sleep(0)
        count = before + 1
      }
      await parallel(increment, increment)
      if (count !== 2) throw new Error(`counted ${count}`)
    }
    expect(await kindOf(program, { granularity: 'resume' })).toBe('error')
    expect((await check(program)).verdict).toBe('fails')
  })

  test('an object that its sender changes after it was sent', async () => {
    const { failure } = await check(async () => {
      const c = channel<{ n: number }>('c')
      await parallel(
        async function sender() {
          const value = { n: 1 }
          await c.writer.write(value)
          value.n++
        },
        async function receiver() {
          await c.reader.read()
        },
      )
    })
    expect(failure!.kind).toBe('sharing')
    expect(failure!.message).toContain(
      "process 'sender' changed an object that it had sent on channel 'c'",
    )
  })

  test('an object that its receiver changes is the receiver’s', async () => {
    const { verdict } = await check(async () => {
      const c = channel<{ n: number }>('c')
      await parallel(
        async () => c.writer.write({ n: 1 }),
        async () => {
          const value = await c.reader.read()
          value.n++
        },
      )
    })
    expect(verdict).toBe('holds')
  })
})

test('chance is found and named', async () => {
  const { failure } = await check(async () => {
    const c = channel<number>('c')
    await parallel(
      async function gambler() {
        await c.writer.write(Math.random())
      },
      () => c.reader.read(),
    )
  })
  expect(failure!.kind).toBe('nondeterminism')
  expect(failure!.message).toContain("Math.random() in process 'gambler'")
})

describe('what cannot be checked is said', () => {
  test('a foreign wait, by name', async () => {
    const program = () =>
      parallel(async function impatient() {
        await new Promise(resolve => setTimeout(resolve, 1))
      })
    await expect(check(program)).rejects.toThrow(/process 'impatient' awaits something/)
  })

  test.each([
    ['timers', () => new Promise(resolve => setTimeout(resolve, 1))],
    ['timers of a module', () => nap(1)],
    ['turns of the event loop', () => new Promise(resolve => setImmediate(resolve))],
    ['files', () => readFile(new URL(import.meta.url))],
  ])('one that never ends: %s', async (_, foreign) => {
    let over = false
    const program = () =>
      parallel(async function impatient() {
        while (!over) await foreign()
      })
    await expect(check(program)).rejects.toThrow(/process 'impatient' awaits something/)
    over = true
    await nap(20)
  })

  test.each([
    ['tries to write', 1, (out: Writer<number>) => void out.tryWrite(1)],
    ['tries to write, later', 200, (out: Writer<number>) => void out.tryWrite(1)],
    ['writes', 1, (out: Writer<number>) => void out.write(1)],
    ['closes', 1, (out: Writer<number>) => out.close()],
  ])('a timer of the platform that %s', async (_, delay, ring) => {
    const program = () => {
      const c = channel<number>('c')
      return parallel(async function impatient() {
        setTimeout(() => ring(c.writer), delay)
        await c.reader.read()
      })
    }
    await expect(check(program)).rejects.toThrow(
      /process 'impatient' has set a timer that is not the library's/,
    )
  })

  test('a timer of the platform that goes off again and again', async () => {
    const program = () => {
      const [c, d] = [channel<number>('c'), channel<number>('d')]
      return parallel(async function impatient() {
        setInterval(() => d.writer.tryWrite(1), 1)
        await c.reader.read()
      })
    }
    await expect(check(program)).rejects.toThrow(/'impatient' has set a timer/)
  })

  test('a timer of the platform does not disturb the next check', async () => {
    let rung = false
    const program = async function impatient() {
      const c = channel<number>('c')
      setTimeout(() => {
        rung = true
      }, 20)
      await c.reader.read()
    }
    await expect(check(program)).rejects.toThrow(/'impatient' has set a timer/)
    await nap(40)
    expect(rung).toBe(false)
  })

  test('timers of the platform that cannot help leave a deadlock what it is', async () => {
    const stopped = async () => {
      clearTimeout(setTimeout(() => {}, 1_000))
      await channel<number>('c').reader.read()
    }
    expect(await kindOf(stopped)).toBe('deadlock')
    const within = async () => {
      await io(async () => void setTimeout(() => {}, 1))
      await channel<number>('c').reader.read()
    }
    expect(await kindOf(within)).toBe('deadlock')
    expect(await kindOf(() => new Promise(() => {}))).toBe('deadlock')
  })

  test('timers of the platform are what they were after a check, and as they are within one', async () => {
    const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis
    let given: unknown[] = []
    await check(async () => {
      await io(() => promisify(globalThis.setTimeout)(1))
      const keep = (...values: unknown[]) => {
        given = values
      }
      globalThis.setTimeout(keep, 1, 'one', 2)
      await io(() => nap(10))
    })
    expect(given).toEqual(['one', 2])
    expect(globalThis).toMatchObject({ setTimeout, setInterval, clearTimeout, clearInterval })
  })

  test('io() takes it in', async () => {
    const { verdict } = await check(async () => {
      const text = await io(() => readFile(new URL(import.meta.url), 'utf8'))
      expect(text).toContain('what cannot be checked')
    })
    expect(verdict).toBe('holds')
  })

  test('a channel made outside of the program', async () => {
    const outside = channel<number>('outside')
    await expect(check(() => outside.reader.read())).rejects.toThrow(
      /channel 'outside' was not made by the program/,
    )
  })

  test('failures and fingerprints under a reduction', async () => {
    const spec = { process: csp.STOP, channels: [], model: 'failures' } as const
    await expect(check(async () => {}, { spec })).rejects.toThrow(/mode: 'dfs'/)
    await expect(check(async () => {}, { fingerprint: () => '', mode: 'dpor' })).rejects.toThrow(
      /mode: 'dfs'/,
    )
  })
})

describe('properties', () => {
  test('an invariant stated within the program', async () => {
    const { failure } = await check(async () => {
      const c = channel<number>('c')
      let inside = 0
      always('one process is inside', () => inside <= 1)
      const enter = async () => {
        inside++
        await c.reader.read()
        inside--
      }
      await parallel(enter, enter, async () => {
        await c.writer.write(1)
        await c.writer.write(2)
      })
    })
    expect(failure!.kind).toBe('invariant')
    expect(failure!.message).toContain('one process is inside')
  })

  test('a livelock: a state is come back to, and nothing got done', async () => {
    let turns = 0
    const program = (works: boolean) => async () => {
      turns = 0
      const [a, b] = [channel<number>('a'), channel<number>('b')]
      await parallel(
        async function polite() {
          for (;;) {
            await a.writer.write(1)
            turns++
            await b.reader.read()
          }
        },
        async function alsoPolite() {
          for (;;) {
            await a.reader.read()
            if (works) progress()
            await b.writer.write(1)
            turns--
          }
        },
      )
    }
    const options = { fingerprint: () => `${turns}` }
    expect(await kindOf(program(false), options)).toBe('livelock')
    const report = await check(program(true), options)
    expect(report.verdict).toBe('holds')
    expect(report.effort.states).toBeLessThan(20)
  })

  test('a process left over, and daemons', async () => {
    const program = async () => {
      spawn(async function server() {
        await channel<number>('requests').reader.read()
      })
    }
    expect(await kindOf(program)).toBe('leftover')
    expect(await kindOf(program, { daemons: ['server'] })).toBe('none')
  })

  test('a rejection that nobody handles', async () => {
    const program = async () => {
      spawn(async () => {
        throw new Error('unheard')
      })
    }
    const { failure } = await check(program)
    expect(failure!.message).toContain('unheard')
  })
})

describe('time', () => {
  const program = async () => {
    const c = channel<string>({ name: 'c' })
    await parallel(
      async function slow() {
        await sleep(20)
        await c.writer.write('slow')
      },
      async function fast() {
        await sleep(10)
        await c.writer.write('fast')
      },
      async function reader() {
        if ((await c.reader.read()) !== 'fast') throw new Error('the slow one was first')
        await c.reader.read()
      },
    )
  }

  test('passes when nothing else can happen', async () => {
    expect((await check(program)).verdict).toBe('holds')
  })

  test('is anybody’s guess when free', async () => {
    expect(await kindOf(program, { time: 'free' })).toBe('error')
  })
})

describe('both flavours', () => {
  test('fibers race as async processes do', async () => {
    const program = (fibers: boolean) => async () => {
      const c = channel<number>('c')
      await parallel(
        fibers
          ? function* () {
              yield* write(c.writer, 1)
            }
          : () => c.writer.write(1),
        () => c.writer.write(2),
        function* () {
          if ((yield* read(c.reader)) === 2) throw new Error('two came first')
          yield* read(c.reader)
        },
      )
    }
    for (const fibers of [true, false]) expect(await kindOf(program(fibers))).toBe('error')
  })

  test('priority decides among what is certain: skip hides what is behind it', async () => {
    const program = (first: boolean) => async () => {
      const c = channel<number>('c')
      await parallel(
        async () => void c.writer.tryWrite(1),
        async () => {
          const cases = first ? [skip, c.reader] : [c.reader, skip]
          const { key } = await select(cases)
          if (key === 1 && first) throw new Error('skip was passed over')
        },
      )
    }
    expect((await check(program(true))).verdict).toBe('holds')
    expect((await check(program(false))).verdict).toBe('holds')
  })

  test('a scope whose child fails tells its sibling in every schedule', async () => {
    const report = await check(async () => {
      let told = 0
      await scope(async s => {
        const c = s.channel<number>('c')
        s.spawn(async () => {
          throw new Error('planned')
        })
        s.spawn(async () => {
          await c.reader.read().catch(() => told++)
        })
      }).catch(() => {})
      if (told > 1) throw new Error('told twice')
    })
    expect(report.verdict).toBe('holds')
  })
})

describe('specifications', () => {
  const [left, right] = [csp.channel('left', [0, 1]), csp.channel('right', [0, 1])]
  const copy = csp.define('COPY', (): csp.Process => left.input(x => right.output(x, copy())))
  const buffer = (wrong: boolean) => async () => {
    const [input, output] = [channel<number>('left'), channel<number>('right')]
    await parallel(
      async () => {
        for (const x of [0, 1]) await input.writer.write(x)
      },
      async () => {
        for (let n = 0; n < 2; n++) {
          const x = await input.reader.read()
          await output.writer.write(wrong ? 1 - x : x)
        }
      },
      async () => {
        for (let n = 0; n < 2; n++) await output.reader.read()
      },
    )
  }

  test('traces: what passes is what the specification allows', async () => {
    const spec = { process: copy(), channels: ['left', 'right'] }
    expect((await check(buffer(false), { spec })).verdict).toBe('holds')
    const { failure } = await check(buffer(true), { spec })
    expect(failure!.kind).toBe('specification')
    expect(failure!.message).toContain(
      "'right.1' is not allowed by the specification after ⟨left.0⟩",
    )
  })

  test('failures: what must be offered is', async () => {
    const spec = { process: copy(), channels: ['left', 'right'], model: 'failures' } as const
    const { failure } = await check(buffer(false), { spec, mode: 'dfs' })
    // COPY takes whatever comes; the program insists on 0 first.
    expect(failure!.kind).toBe('specification')
    expect(failure!.message).toMatch(
      /rests and offers left.0, but the specification insists on one of: \{left.0, left.1\}/,
    )
    const exact = ['left.0', 'right.0', 'left.1', 'right.1'].reduceRight(
      (rest, event) => csp.prefix(event, rest),
      csp.STOP,
    )
    const narrow = { ...spec, process: exact }
    expect((await check(buffer(false), { spec: narrow, mode: 'dfs' })).verdict).toBe('holds')
    const longer = { ...spec, process: csp.sequence(csp.STOP, csp.STOP) }
    expect((await check(buffer(false), { spec: longer, mode: 'dfs' })).verdict).toBe('fails')
  })

  test('what passes without waiting counts as well', async () => {
    const program = (value: number) => async () => {
      const c = channel<number>('left')
      await parallel(
        async () => void c.writer.tryWrite(value),
        async () => void (await select({ value: c.reader, none: skip })),
        async () => void c.reader.tryRead(),
      )
    }
    const spec = { process: csp.prefix('left.0', csp.STOP), channels: ['left'] }
    expect((await check(program(0), { spec })).verdict).toBe('holds')
    const waiting = async () => {
      const c = channel<number>('left')
      await parallel(
        async () => void c.writer.tryWrite(1),
        async () => void c.reader.read(),
      )
    }
    expect((await check(waiting, { spec })).failure?.kind).toBe('specification')
  })

  test('monitor: a running program', async () => {
    const seen: string[] = []
    const stop = monitor({ process: copy(), channels: ['left', 'right'] }, ({ event }) =>
      seen.push(event),
    )
    await buffer(false)()
    expect(seen).toEqual([])
    stop()
    const again = monitor({ process: copy(), channels: ['left', 'right'] }, ({ event }) =>
      seen.push(event),
    )
    await buffer(true)()
    again()
    expect(seen).toEqual(['right.1'])
  })
})
