/**
 * Small realistic programs, each with one planted bug that most schedules do not show.
 */
import type { FailureKind } from '../../../src/check/index.ts'
import {
  after,
  channel,
  fifo,
  parallel,
  type Reader,
  scope,
  select,
  sleep,
  spawn,
  type Writer,
} from '../../../src/index.ts'

export interface Planted {
  readonly program: () => Promise<unknown>
  readonly kind: FailureKind
  /** Events of the shortest schedule that shows the bug. */
  readonly length: number
  /** Part of what the finding says. */
  readonly says: string
}

/** One quit message for two workers: whoever takes it leaves the other waiting. */
async function lostShutdown() {
  const jobs = channel<number>('jobs')
  const quit = channel<void>('quit')
  async function worker() {
    for (;;) {
      const { key } = await select({ job: jobs.reader, quit: quit.reader })
      if (key === 'quit') return
    }
  }
  await parallel(worker, worker, async function boss() {
    await jobs.writer.write(1)
    await quit.writer.write()
  })
}

/** Two producers share a channel, and each closes it when it is done. */
async function doubleClose() {
  const results = channel<number>('results')
  async function producer() {
    await results.writer.write(1)
    results.writer.close()
  }
  await parallel(producer, producer, async function collector() {
    for await (const _ of results.reader);
  })
}

/** A worker answers on a channel that nobody reads any more once the caller has lost patience. */
async function leakedWorker() {
  const answer = channel<number>('answer')
  spawn(async function worker() {
    await sleep(10)
    await answer.writer.write(42)
  })
  await select({ answer: answer.reader, late: after(10) })
}

/** A client that times out asks again, and takes the late reply to its first question for the second's. */
async function timeoutRacesReply() {
  const requests = channel<number>({ name: 'requests', buffer: fifo(2) })
  const replies = channel<number>({ name: 'replies', buffer: fifo(2) })
  await parallel(
    async function server() {
      for (let served = 0; served < 2; served++) {
        const request = await requests.reader.read()
        await sleep(20)
        await replies.writer.write(request)
      }
    },
    async function client() {
      for (const question of [1, 2]) {
        await requests.writer.write(question)
        const chosen = await select({ reply: replies.reader, late: after(20) })
        if (chosen.key === 'reply' && chosen.value !== question)
          throw new Error(`asked ${question}, was told ${chosen.value}`)
      }
    },
  )
}

/** Work has priority, so a request to stop that came before it is not seen while there is any. */
async function priorityStarvation() {
  const work = channel<number>({ name: 'work', buffer: fifo(4) })
  const stop = channel<void>({ name: 'stop', buffer: fifo(1) })
  await parallel(
    async function requester() {
      await stop.writer.write()
      for (let sinceStop = 1; sinceStop <= 3; sinceStop++) await work.writer.write(sinceStop)
    },
    async function manager() {
      for (;;) {
        const chosen = await select({ work: work.reader, stop: stop.reader })
        if (chosen.key === 'stop') return
        if (chosen.value === 3) throw new Error('asked to stop, and still at work')
      }
    },
  )
}

/** A crawler's fetcher and parser feed each other through bounded buffers, and every page leads to two more. */
async function cyclicPipelineFillsUp() {
  const addresses = channel<number>({ name: 'addresses', buffer: fifo(1) })
  const pages = channel<number>({ name: 'pages', buffer: fifo(1) })
  const depth = 2
  const total = 2 ** (depth + 1) - 1
  await addresses.writer.write(0)
  await parallel(
    async function fetcher() {
      for (let n = 0; n < total; n++) await pages.writer.write(await addresses.reader.read())
    },
    async function parser() {
      for (let n = 0; n < total; n++) {
        const level = await pages.reader.read()
        if (level === depth) continue
        await addresses.writer.write(level + 1)
        await addresses.writer.write(level + 1)
      }
    },
  )
}

/** A message that is not acknowledged in time is sent again, though only the acknowledgement was late. */
async function retryDeliversTwice() {
  const messages = channel<number>('messages')
  const acknowledgements = channel<void>({ name: 'acknowledgements', buffer: fifo(2) })
  await parallel(
    async function sender() {
      await messages.writer.write(1)
      const { key } = await select({ done: acknowledgements.reader, late: after(20) })
      if (key === 'late') await messages.writer.write(1)
      messages.writer.close()
    },
    async function receiver() {
      const seen = new Set<number>()
      for await (const message of messages.reader) {
        if (seen.has(message)) throw new Error(`message ${message} was delivered twice`)
        seen.add(message)
        await sleep(20)
        await acknowledgements.writer.write()
      }
    },
  )
}

/** A wake-up that is tried and not waited for is lost when the sleeper has not gone to sleep yet. */
async function lostWakeUp() {
  const wake = channel<void>('wake')
  await parallel(
    async function sleeper() {
      await wake.reader.read()
    },
    async function waker() {
      wake.writer.tryWrite()
    },
  )
}

/** A worker that finds nothing to do sends no result, and the collector counts on one from each. */
async function missingResult() {
  const jobs = channel<number>({ name: 'jobs', buffer: fifo(2) })
  const results = channel<number>('results')
  await jobs.writer.write(1)
  await jobs.writer.write(2)
  jobs.writer.close()
  async function worker() {
    const job = jobs.reader.tryRead()
    if (job === undefined) return
    const next = jobs.reader.tryRead()
    await results.writer.write(job.value + (next?.value ?? 0))
  }
  await parallel(
    async () => worker().catch(() => {}),
    async () => worker().catch(() => {}),
    async function collector() {
      await results.reader.read()
      await results.reader.read()
    },
  )
}

/** Two accounts are locked in the order in which the transfer names them. */
async function lockOrder() {
  const account = (name: string) => channel<void>({ name, buffer: fifo(1) })
  const [one, other] = [account('account 1'), account('account 2')]
  await one.writer.write()
  await other.writer.write()
  const transfer = (from: typeof one, to: typeof one) =>
    async function transfer() {
      await from.reader.read()
      await to.reader.read()
      await to.writer.write()
      await from.writer.write()
    }
  await parallel(transfer(one, other), transfer(other, one))
}

/** A source that fails poisons its output; the stage behind it ends without passing that on. */
async function poisonLeak() {
  const raw = channel<number>('raw')
  const cooked = channel<number>('cooked')
  spawn(async function reader() {
    await cooked.reader.read()
  })
  await parallel(
    async function source() {
      raw.poison()
    },
    async function stage() {
      const value = await raw.reader.read()
      await cooked.writer.write(value)
    },
  )
}

/** A loop that is left early leaves the writer behind; `consume` would have closed the channel. */
async function leftLoop() {
  const numbers = channel<number>('numbers')
  await parallel(
    async function source() {
      for (let n = 0; n < 3; n++) await numbers.writer.write(n)
      numbers.writer.close()
    },
    async function firstEven() {
      for await (const n of numbers.reader) if (n > 0) break
    },
  )
}

/** The parent leases an end for each producer and keeps the lease of its own, so the channel never closes. */
async function forgottenLease() {
  const values = channel<number>('values')
  const own = values.writer.lease()
  const producer = (out: Writer<number>) =>
    async function producer() {
      await out.write(1)
      out.retire()
    }
  const consumer = (input: Reader<number>) =>
    async function consumer() {
      for await (const _ of input);
    }
  await parallel(producer(own.lease()), consumer(values.reader))
  own.retire()
}

/** A scope's child fails while its sibling holds a token that only it can give back. */
async function tokenLost() {
  const token = channel<void>({ name: 'token', buffer: fifo(1) })
  await token.writer.write()
  const go = channel<void>('go')
  spawn(async function patient() {
    await go.reader.read()
    await token.reader.read()
  })
  await scope(async s => {
    s.spawn(async function holder() {
      await token.reader.read()
      await go.writer.write()
    })
  })
}

export const planted: Readonly<Record<string, Planted>> = {
  lostShutdown: { program: lostShutdown, kind: 'deadlock', length: 2, says: 'worker' },
  doubleClose: { program: doubleClose, kind: 'error', length: 1, says: 'ClosedError' },
  leakedWorker: { program: leakedWorker, kind: 'leftover', length: 2, says: 'worker' },
  timeoutRacesReply: { program: timeoutRacesReply, kind: 'error', length: 7, says: 'was told 1' },
  priorityStarvation: { program: priorityStarvation, kind: 'error', length: 7, says: 'at work' },
  cyclicPipelineFillsUp: {
    program: cyclicPipelineFillsUp,
    kind: 'deadlock',
    length: 18,
    says: 'parser',
  },
  retryDeliversTwice: { program: retryDeliversTwice, kind: 'error', length: 5, says: 'twice' },
  lostWakeUp: { program: lostWakeUp, kind: 'deadlock', length: 0, says: 'sleeper' },
  missingResult: { program: missingResult, kind: 'deadlock', length: 3, says: 'collector' },
  lockOrder: { program: lockOrder, kind: 'deadlock', length: 4, says: 'transfer' },
  poisonLeak: { program: poisonLeak, kind: 'poison leak', length: 0, says: 'reader' },
  leftLoop: { program: leftLoop, kind: 'deadlock', length: 2, says: 'source' },
  forgottenLease: { program: forgottenLease, kind: 'deadlock', length: 1, says: 'consumer' },
  tokenLost: { program: tokenLost, kind: 'leftover', length: 3, says: 'patient' },
}
