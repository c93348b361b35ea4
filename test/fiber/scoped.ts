/**
 * Scopes in a fiber for the tests, and what runs in them.
 */
import { read, type ScopeBody, scope, write } from '../../src/fiber/index.ts'
import {
  ClosedError,
  type OpenScope,
  type Reader,
  run,
  type ScopeOptions,
  type Writer,
} from '../../src/node.ts'
import { bubble } from '../../src/testing/index.ts'
import type { Outcome } from '../core/flavours.ts'

/** Runs a scope in a fiber, and tells how it ended. */
export const within = (body: ScopeBody<unknown>, options?: ScopeOptions): Promise<Outcome> =>
  run(function* around() {
    try {
      return { value: yield* scope(body, options) }
    } catch (error) {
      return { error }
    }
  }) as Promise<Outcome>

/** The same, while virtual time passes. */
export const inBubble = (
  body: ScopeBody<unknown>,
  options?: ScopeOptions,
): Promise<Outcome & { now: number }> =>
  bubble(async b => ({ ...(await b.run(() => within(body, options))), now: b.now }))

export const source = (out: Writer<number>, n: number) =>
  function* source() {
    for (let i = 0; i < n; i++) yield* write(out, i)
    out.close()
  }

export function* sum(input: Reader<number>) {
  let total = 0
  try {
    for (;;) total += yield* read(input)
  } catch (error) {
    if (!(error instanceof ClosedError)) throw error
  }
  return total
}

export const closed = (s: OpenScope): Reader<number> => {
  const c = s.channel<number>('closed')
  c.close()
  return c.reader
}
