/**
 * Networks as data: a small language of operations, so that a random network can be shrunk and printed.
 *
 * Numbers that name a channel, a process or a signal are taken modulo how many there are, so that every
 * network that shrinking makes is a meaningful one.
 */
export interface ChannelSpec {
  readonly kind: 'rendezvous' | 'fifo' | 'sliding' | 'dropping' | 'unbounded'
  readonly capacity: number
  /** What `onUndelivered` does besides being noted. */
  readonly mischief: Mischief | null
}

/** What a callback of the user does in the middle of somebody's operation. */
export interface Mischief {
  readonly does: 'tryRead' | 'tryWrite' | 'close' | 'stopReading' | 'poison' | 'abort'
  readonly target: number
}

/** A signal shared by the network, the process's own one, or none. */
export type SignalSpec = number | 'own' | null

export interface CaseSpec {
  readonly guard: 'input' | 'step' | 'output' | 'computed' | 'after' | 'skip' | 'never' | 'signal'
  readonly channel: number
  readonly condition: 'none' | 'true' | 'false' | 'null' | 'throws'
  readonly map: 'none' | 'keeps' | 'throws'
  readonly milliseconds: number
  readonly mischief: Mischief | null
}

export type Step =
  | {
      readonly op: 'read'
      readonly channel: number
      readonly signal: SignalSpec
      readonly held: boolean
    }
  | {
      readonly op: 'write'
      readonly channel: number
      readonly signal: SignalSpec
      readonly held: boolean
    }
  | { readonly op: 'tryRead' | 'tryWrite'; readonly channel: number }
  | {
      readonly op: 'extended'
      readonly channel: number
      readonly during: 'nothing' | 'sleeps' | 'throws' | 'poisons'
      readonly signal: SignalSpec
      readonly held: boolean
    }
  | {
      readonly op: 'iterate'
      readonly channel: number
      readonly count: number
      readonly overlap: number
      readonly consume: boolean
    }
  | {
      readonly op: 'select'
      readonly order: 'priority' | 'fair' | 'random'
      readonly cases: readonly CaseSpec[]
      readonly turns: number
      readonly signal: SignalSpec
      readonly held: boolean
      /** Leaves the loop over the alternative while a turn of it waits. */
      readonly left: boolean
    }
  | { readonly op: 'sleep'; readonly milliseconds: number }
  | { readonly op: 'pause'; readonly turns: number }
  | { readonly op: 'abort'; readonly signal: number }
  | { readonly op: 'cancel'; readonly process: number }
  | { readonly op: 'close' | 'stopReading'; readonly channel: number }
  | { readonly op: 'poison'; readonly channel: number; readonly cause: boolean }
  | { readonly op: 'lease' | 'retire'; readonly channel: number; readonly end: 'reader' | 'writer' }

export interface ProcessSpec {
  readonly flavour: 'async' | 'fiber'
  readonly steps: readonly Step[]
}

export interface NetworkSpec {
  readonly channels: readonly ChannelSpec[]
  readonly processes: readonly ProcessSpec[]
  /** How many abort signals the processes share. */
  readonly signals: number
  /** Every commit takes 5 ms, so that the time budget is spent all the time. */
  readonly slow: boolean
  /** Whether a tracer is attached: the engine branches on it. */
  readonly traced: boolean
  /** How often the environment offers a communication when the network has come to rest. */
  readonly rescues: number
}

/** The network as text, for whoever has to understand a counterexample. */
export function show(network: NetworkSpec): string {
  const { channels, processes, signals, slow, traced, rescues } = network
  const lines = channels.map(({ kind, capacity, mischief }, number) => {
    const buffer = kind === 'rendezvous' || kind === 'unbounded' ? kind : `${kind}(${capacity})`
    return `channel c${number}: ${buffer}${showMischief(mischief)}`
  })
  const options = [slow && 'slow', traced && 'traced', rescues > 0 && `${rescues} rescues`]
  lines.push(`${signals} signals ${options.filter(option => option !== false).join(', ')}`.trim())
  for (const [number, { flavour, steps }] of processes.entries()) {
    lines.push(`${flavour} process p${number}:`)
    for (const step of steps) lines.push(`  ${showStep(step, network)}`)
  }
  return lines.join('\n')
}

const showMischief = (mischief: Mischief | null): string =>
  mischief === null ? '' : ` {callback does ${mischief.does} ${mischief.target}}`

function showStep(step: Step, network: NetworkSpec): string {
  const name = (channel: number): string => `c${channel % network.channels.length}`
  const more = (signal: SignalSpec, held: boolean): string =>
    `${signal === null ? '' : ` signal ${signal}`}${held ? ' held' : ''}`
  switch (step.op) {
    case 'read':
    case 'write':
      return `${step.op} ${name(step.channel)}${more(step.signal, step.held)}`
    case 'extended':
      return `extended ${name(step.channel)} ${step.during}${more(step.signal, step.held)}`
    case 'iterate':
      return `${step.consume ? 'consume' : 'iterate'} ${name(step.channel)} ${step.count} times, ${step.overlap} at once`
    case 'select': {
      const cases = step.cases.map(
        ({ guard, channel, condition, map, milliseconds, mischief }) =>
          `${guard} ${guard === 'after' ? milliseconds : name(channel)}` +
          `${condition === 'none' ? '' : ` when ${condition}`}${map === 'none' ? '' : ` map ${map}`}` +
          showMischief(mischief),
      )
      const left = step.left ? ' left while waiting' : ''
      return `select ${step.order} × ${step.turns}${more(step.signal, step.held)}${left} [${cases.join(' | ')}]`
    }
    case 'sleep':
      return `sleep ${step.milliseconds}`
    case 'pause':
      return `pause ${step.turns}`
    case 'abort':
      return `abort signal ${step.signal}`
    case 'cancel':
      return `cancel p${step.process % network.processes.length}`
    case 'poison':
      return `poison ${name(step.channel)}${step.cause ? ' with a cause' : ''}`
    case 'lease':
    case 'retire':
      return `${step.op} ${step.end} ${name(step.channel)}`
    default:
      return `${step.op} ${name(step.channel)}`
  }
}
