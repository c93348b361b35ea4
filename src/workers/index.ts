/**
 * hocket/workers: the same channels between the threads of a process.
 *
 *     await using threads = new Threads()
 *     const numbers = threads.node.channel<number>('numbers')
 *     const doubles = threads.node.channel<number>('doubles')
 *     threads.start<typeof double>(new URL('./double.ts', import.meta.url), {
 *       args: [numbers.reader, doubles.writer],
 *     })
 *     await numbers.writer.write(21)
 *     console.log(await doubles.reader.read())
 *
 * @packageDocumentation
 */
export * from '../remote/surface.ts'
export { type FarmOptions, farm } from './farm.ts'
export { moving } from './moving.ts'
export { thisNode } from './this-node.ts'
export { Thread, ThreadDeathError } from './thread.ts'
export { type StartOptions, Threads, type ThreadsOptions } from './threads.ts'
