/**
 * hocket/testing: tests of processes without sleeps and without guesses.
 *
 *     await bubble(async b => {
 *       const numbers = channel<number>('numbers')
 *       spawn(() => source(numbers.writer), { name: 'source' })
 *       await b.settled()
 *       expect(b.waiting).toEqual(["process 'source' is waiting in write on channel 'numbers'"])
 *       numbers.reader.close()
 *     })
 *
 * @packageDocumentation
 */
export { type Bubble, type BubbleOptions, bubble } from './bubble.ts'
export { BubbleError } from './error.ts'
