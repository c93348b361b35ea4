/** Programs of their own: `program.ts unref`, `program.ts unheard`. */
import { Threads } from '../../../src/workers/index.ts'
import type * as processes from './processes.ts'

const module = new URL('./processes.ts', import.meta.url)
const threads = new Threads()

if (process.argv[2] === 'unref') {
  const numbers = threads.node.channel<number>('numbers')
  const doubles = threads.node.channel<number>('doubles')
  const server = threads.start<typeof processes.default>(module, {
    args: [numbers.reader, doubles.writer],
  })
  const written = numbers.writer.write(21)
  console.log(await doubles.reader.read())
  await written
  server.unref()
} else threads.start<typeof processes.fail>(module, { process: 'fail' })
