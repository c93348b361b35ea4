/**
 * A worker of the job queue. It takes a job by an extended rendezvous: whoever wrote the job stays in its write
 * until the result is written, so a worker that dies takes no job with it into the dark.
 */
import { pathToFileURL } from 'node:url'
import { parallel } from 'hocket'
import { connect, type Net } from 'hocket/net'

export interface Job {
  readonly number: number
  readonly text: string
}

export interface Result {
  readonly job: number
  readonly worker: string
  readonly length: number
}

export async function work(net: Net): Promise<void> {
  const jobs = await net.reader<Job>('jobs')
  const results = await net.writer<Result>('results')
  const worker = net.node.id
  await parallel(async () => {
    for (;;) {
      await jobs.extended(async ({ number, text }) => {
        await new Promise(resolve => setTimeout(resolve, 10))
        await results.write({ job: number, worker, length: text.length })
      })
    }
  })
}

const [, program = '', name, servers] = process.argv
if (
  import.meta.url === pathToFileURL(program).href &&
  name !== undefined &&
  servers !== undefined
) {
  const net = await connect({ servers, name, realm: 'job-queue' })
  await work(net)
  await net.close()
}
