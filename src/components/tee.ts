/**
 * Lets another process listen in.
 */
import { isNormalEnding } from '../core/errors.ts'
import type { Reader } from '../core/reader.ts'
import type { Writer } from '../core/writer.ts'
import { read, write } from '../fiber/index.ts'
import { component } from './component.ts'

/**
 * Passes its input on, and gives every value to `side` first. Nothing is lost on either way while both are
 * read; when the one who listens in closes, the main way goes on without. A listener that must not hold up the
 * main way reads a channel with a sliding or dropping buffer.
 *
 *     tee(a.reader, b.writer, log.writer)
 *
 * Law: the output is the input; the side output is a prefix of it. Source: Unix, tee.
 */
export const tee = component(function* tee<T>(
  input: Reader<T>,
  output: Writer<T>,
  side: Writer<T>,
) {
  for (let listening = true; ; ) {
    const value = yield* read(input)
    if (listening) {
      try {
        yield* write(side, value)
      } catch (error) {
        if (!isNormalEnding(error)) throw error
        listening = false
      }
    }
    yield* write(output, value)
  }
})
