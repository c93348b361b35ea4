/**
 * A process of a random program: what it shares with the others, and the log of what it saw.
 */
import { type Barrier, type Channel, type Crew, every } from '../../../src/index.ts'

/** The processes of the present schedule. */
let selves: Self[] = []

/** To be called at the beginning of a schedule. */
export function forget(): void {
  selves = []
}

/** What each process has seen, in an order that does not depend on the schedule. */
export const end = (): string =>
  selves
    .map(({ name, log }) => `${name}: ${log.join(' ')}`)
    .sort()
    .join(' | ')

export interface World {
  readonly channels: readonly Channel<number>[]
  readonly controller: AbortController
  readonly barrier: Barrier
  readonly crew: Crew
}

export class Self {
  value: number
  readonly name: string
  readonly log: string[] = []
  private children = 0
  readonly world: World
  readonly ticks = every(10)

  constructor(name: string, value: number, world: World) {
    this.name = name
    this.value = value
    this.world = world
    selves.push(this)
  }

  child(): Self {
    return new Self(`${this.name}.${this.children++}`, this.value, this.world)
  }

  channel(index: number): Channel<number> {
    const { channels } = this.world
    // What was read decides where things go: a program whose future depends on its past.
    return channels[(index + (this.value % 2)) % channels.length]!
  }

  saw(what: unknown): void {
    this.log.push(String(what))
    if (typeof what === 'number') this.value = what
  }

  failed(error: unknown): void {
    const { name } = error as Error
    this.log.push(name)
    this.value += 5
  }
}
