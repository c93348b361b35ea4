/**
 * Random programs over every construct, as data: what a seed gives is the same for every mode.
 */
import { seededRandom } from '../../../src/testing/random.ts'

export type Guard =
  | { readonly kind: 'in' | 'step' | 'out'; readonly channel: number }
  | { readonly kind: 'after'; readonly delay: number }
  | { readonly kind: 'skip' }
  | { readonly kind: 'barrier' }

export type Op =
  | {
      readonly kind: 'write' | 'read' | 'tryWrite' | 'tryRead' | 'extended'
      readonly channel: number
    }
  | { readonly kind: 'guardedRead' | 'guardedWrite'; readonly channel: number }
  | { readonly kind: 'closeWriting' | 'closeReading' | 'poison'; readonly channel: number }
  | { readonly kind: 'leaseAndWrite'; readonly channel: number }
  | { readonly kind: 'sleep'; readonly delay: number }
  | { readonly kind: 'abort' | 'throw' | 'look' | 'sync' }
  | { readonly kind: 'both'; readonly one: number; readonly other: number }
  | { readonly kind: 'parallel' | 'scope'; readonly bodies: readonly (readonly Op[])[] }
  | {
      readonly kind: 'select'
      readonly order: 'priority' | 'fair' | 'random'
      readonly guards: readonly Guard[]
    }

export interface Body {
  readonly flavour: 'async' | 'fiber'
  readonly ops: readonly Op[]
}

export interface Plan {
  readonly buffers: readonly ('none' | 'fifo' | 'sliding' | 'dropping')[]
  readonly bodies: readonly Body[]
}

export function generate(seed: number): Plan {
  const random = seededRandom(seed * 7919)
  const below = (n: number): number => Math.floor(random() * n)
  const pick = <T>(...list: readonly T[]): T => list[below(list.length)]!
  const channels = 2 + below(2)
  const channel = (): number => below(channels)
  // Most programs use few of the rarer constructs, so that each is met without the others as well.
  const wild = random() < 0.6

  const guard = (): Guard => {
    const dice = random()
    if (dice < 0.4) return { kind: 'in', channel: channel() }
    if (dice < 0.7) return { kind: 'out', channel: channel() }
    if (dice < 0.8) return { kind: 'step', channel: channel() }
    if (dice < 0.9) return { kind: 'after', delay: pick(0, 10, 20) }
    if (dice < 0.95) return { kind: 'skip' }
    return { kind: 'barrier' }
  }
  const op = (depth: number): Op => {
    const dice = random()
    if (dice < 0.25) return { kind: 'write', channel: channel() }
    if (dice < 0.5) return { kind: 'read', channel: channel() }
    if (dice < 0.7 || !wild)
      return {
        kind: 'select',
        order: pick('priority', 'priority', 'fair', 'random'),
        guards: wild
          ? [guard(), guard()]
          : [
              { kind: pick('in', 'out'), channel: channel() },
              { kind: pick('in', 'out'), channel: channel() },
            ],
      }
    if (dice < 0.74) return { kind: 'tryRead', channel: channel() }
    if (dice < 0.78) return { kind: 'tryWrite', channel: channel() }
    if (dice < 0.81) return { kind: 'sleep', delay: pick(0, 10, 20) }
    if (dice < 0.825) return { kind: 'sync' }
    if (dice < 0.84) return { kind: 'closeWriting', channel: channel() }
    if (dice < 0.86) return { kind: 'closeReading', channel: channel() }
    if (dice < 0.89) return { kind: 'poison', channel: channel() }
    if (dice < 0.91) return { kind: 'extended', channel: channel() }
    if (dice < 0.93) return { kind: 'both', one: channel(), other: channel() }
    if (dice < 0.945) return { kind: pick('guardedRead', 'guardedWrite'), channel: channel() }
    if (dice < 0.955) return { kind: 'abort' }
    if (dice < 0.965) return { kind: 'look' }
    if (dice < 0.975) return { kind: 'leaseAndWrite', channel: channel() }
    if (dice < 0.98) return { kind: 'throw' }
    if (depth > 0) return { kind: 'read', channel: channel() }
    return { kind: pick('parallel', 'scope'), bodies: [[op(1)], [op(1)]] }
  }
  const bodies = Array.from({ length: 3 + below(2) }, () => ({
    flavour: pick<Body['flavour']>('async', 'fiber'),
    ops: Array.from({ length: 1 + below(3) }, () => op(0)),
  }))
  const buffers = Array.from({ length: channels }, () =>
    wild ? pick('none', 'none', 'none', 'fifo', 'sliding', 'dropping') : 'none',
  )
  return { buffers, bodies }
}
