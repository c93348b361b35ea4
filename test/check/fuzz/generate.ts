/**
 * Random programs over every construct, as data: what a seed gives is the same for every mode.
 */
import { seededRandom } from '../../../src/testing/random.ts'

export type Guard =
  | { readonly kind: 'in' | 'step' | 'out'; readonly channel: number }
  | { readonly kind: 'after'; readonly delay: number }
  /** A guard made for each turn: of a channel and `skip`, of the barrier, … */
  | { readonly kind: 'nack'; readonly made: readonly Guard[] }
  /** A promise: that of a read. */
  | { readonly kind: 'promised'; readonly channel: number }
  | { readonly kind: 'skip' | 'barrier' | 'lock' | 'tick' | 'aborted' }

export type Op =
  | {
      readonly kind: 'write' | 'read' | 'tryWrite' | 'tryRead' | 'extended'
      readonly channel: number
    }
  | { readonly kind: 'guardedRead' | 'guardedWrite'; readonly channel: number }
  | { readonly kind: 'closeWriting' | 'closeReading' | 'poison'; readonly channel: number }
  | { readonly kind: 'leaseAndWrite'; readonly channel: number }
  | { readonly kind: 'sleep'; readonly delay: number }
  | { readonly kind: 'abort' | 'throw' | 'look' | 'sync' | 'resign' | 'tryLock' }
  /** Writes while it holds the lock. */
  | { readonly kind: 'hold'; readonly channel: number }
  /** Begins a write, and does something else that does not wait, or that others decide, before it awaits it. */
  | { readonly kind: 'begin'; readonly channel: number; readonly meanwhile: Op }
  /** Writes and reads at once, and awaits both or whichever is over first. */
  | { readonly kind: 'both' | 'either'; readonly one: number; readonly other: number }
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
  /** One of several things, each with its weight. */
  const weighted = <T>(...list: readonly (readonly [number, () => T])[]): T => {
    let dice = random() * list.reduce((sum, [weight]) => sum + weight, 0)
    for (const [weight, make] of list) {
      if (dice < weight) return make()
      dice -= weight
    }
    return list[0]![1]()
  }
  const channels = 2 + below(2)
  const channel = (): number => below(channels)
  // Most programs use few of the rarer constructs, so that each is met without the others as well.
  const wild = random() < 0.6

  const tame = (): Guard => ({ kind: pick('in', 'out'), channel: channel() })
  const guard = (): Guard =>
    weighted<Guard>(
      [70, tame],
      [10, () => ({ kind: 'step', channel: channel() })],
      [8, () => ({ kind: 'after', delay: pick(0, 10, 20) })],
      [5, () => ({ kind: 'skip' })],
      [4, () => ({ kind: pick('barrier', 'lock') })],
      [3, () => ({ kind: pick('tick', 'aborted') })],
      [2, () => ({ kind: 'promised', channel: channel() })],
      [4, () => ({ kind: 'nack', made: [guard(), guard()] })],
    )
  const select = (): Op => ({
    kind: 'select',
    order: pick('priority', 'priority', 'fair', 'random'),
    guards: wild ? [guard(), guard()] : [tame(), tame()],
  })
  /** What does not wait, or what others decide. */
  const instant = (): Op =>
    weighted<Op>(
      [8, () => ({ kind: pick('tryRead', 'tryWrite'), channel: channel() })],
      [5, () => ({ kind: pick('closeWriting', 'closeReading', 'poison'), channel: channel() })],
      [2, () => ({ kind: pick('abort', 'look', 'resign', 'tryLock') })],
    )
  const op = (depth: number): Op => {
    const plain: readonly (readonly [number, () => Op])[] = [
      [25, () => ({ kind: 'write', channel: channel() })],
      [25, () => ({ kind: 'read', channel: channel() })],
      [20, select],
    ]
    if (!wild) return weighted(...plain)
    return weighted<Op>(
      ...plain,
      [17, instant],
      [3, () => ({ kind: 'sleep', delay: pick(0, 10, 20) })],
      [2, () => ({ kind: 'sync' })],
      [1, () => ({ kind: 'hold', channel: channel() })],
      [2, () => ({ kind: 'extended', channel: channel() })],
      [3, () => ({ kind: pick('both', 'either'), one: channel(), other: channel() })],
      [2, () => ({ kind: 'begin', channel: channel(), meanwhile: instant() })],
      [1.5, () => ({ kind: pick('guardedRead', 'guardedWrite'), channel: channel() })],
      [1, () => ({ kind: 'leaseAndWrite', channel: channel() })],
      [0.5, () => ({ kind: 'throw' })],
      [depth > 0 ? 0 : 2, () => ({ kind: pick('parallel', 'scope'), bodies: [[op(1)], [op(1)]] })],
    )
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
