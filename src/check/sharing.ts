/**
 * Whether processes share memory, which would make every verdict worthless: exploring one schedule of each trace
 * is enough only if what runs between two communications is nobody else's business.
 *
 * JavaScript cannot forbid it, so the checker looks for it, in two ways. A process whose behaviour is not a
 * function of what it has received depends on something that it was not sent: the same local history must lead to
 * the same operations with the same values in every schedule. And an object that was sent belongs to its receiver:
 * when it is changed in the turn of somebody else, both hold it. The schedules looked at are the default, its
 * reverse, and some at random; a run of the default a second time tells chance from sharing.
 */
import { digest, mutable } from './digest.ts'
import type { Finding } from './ending.ts'
import type { Executed } from './executed.ts'
import type { Subject } from './execution.ts'
import { byDecisions, type Followed, follow, type Guide } from './follow.ts'
import type { Party, Task } from './party.ts'
import { stateOf } from './situation.ts'
import type { Transition } from './transition.ts'
import { atRandom, seeded } from './walk.ts'

/** Schedules at random that are looked at before a program is said to share nothing. */
const SCHEDULES = 24

interface Sent {
  digest: string
  owner: Task | null
  sender: Task
  channel: string
}

/** What each local history led to, across schedules. */
class Watch {
  readonly behaviour = new Map<number, string>()
  finding: Finding | null = null
  private sent = new Map<object, Sent>()

  begin(): void {
    this.sent = new Map()
  }

  guided(guide: Guide): Guide {
    return {
      ...guide,
      before: transition => this.transfers(transition),
      taken: event => this.look(event),
    }
  }

  /** Hands over what is about to be sent. */
  private transfers(transition: Transition): void {
    if (transition.kind === 'meet') {
      const { value } = transition.from.offer
      this.give(value, transition.writer, transition.reader.task)
    } else if (transition.kind === 'put')
      this.give(transition.place.offer.value, transition.party, null)
  }

  private give(value: unknown, { task, places }: Party, owner: Task | null): void {
    if (!mutable(value)) return
    const channel = places[0]?.channel.name ?? 'a channel'
    this.sent.set(value, { digest: digest(value), owner, sender: task, channel })
  }

  private look({ posted, transition }: Executed): void {
    for (const party of posted) this.compare(party.key, describeParty(party), party.task)
    if (transition?.kind !== 'turn' || this.sent.size === 0) return
    const { task } = transition.turn
    for (const [object, sent] of this.sent) {
      const now = digest(object)
      if (now === sent.digest) continue
      if (task === sent.sender && task !== sent.owner) {
        const owner = sent.owner === null ? 'whoever takes it' : `process '${sent.owner.name}'`
        this.finding ??= {
          kind: 'sharing',
          message:
            `process '${task.name}' changed an object that it had sent on channel '${sent.channel}' and that ` +
            `belongs to ${owner}: send a copy, structuredClone(value), or do not touch it after the write`,
        }
      }
      sent.digest = now
    }
  }

  private compare(key: number, behaviour: string, task: Task): void {
    const known = this.behaviour.get(key)
    if (known === undefined) this.behaviour.set(key, behaviour)
    else if (known !== behaviour)
      this.finding ??= {
        kind: 'sharing',
        message:
          `process '${task.name}' did not do the same after the same had happened to it: once it ${known}, ` +
          `in another schedule it ${behaviour}. It shares something with others that does not travel through ` +
          "channels: send it, or check with granularity: 'resume'",
      }
  }
}

function describeParty({ places, offer }: Party): string {
  if (places.length === 0) return offer.place === null ? 'waited' : 'waited for time'
  return places
    .map(({ channel, end, offer }) =>
      end === 'reader' ? `read ${channel.name}` : `wrote ${digest(offer.value)} on ${channel.name}`,
    )
    .join(' or ')
}

/** Looks for memory that processes share, or for chance that nothing controls. */
export async function findSharing(subject: Subject): Promise<Finding | null> {
  const watch = new Watch()
  const one = async (guide: Guide): Promise<Followed> => {
    watch.begin()
    return follow(subject, watch.guided(guide), { maxDepth: 2_000 })
  }
  const first = await one(byDecisions([]))
  if (watch.finding === null) {
    const again = await one(byDecisions([]))
    if (watch.finding !== null || stateOf(again.execution.run) !== stateOf(first.execution.run))
      return nondeterminism(subject.environment.chance)
  }
  const last: Guide = { next: enabled => enabled.length - 1, pick: count => count - 1 }
  if (watch.finding === null) await one(last)
  const random = seeded(1)
  for (let left = SCHEDULES; left > 0 && watch.finding === null; left--) await one(atRandom(random))
  return watch.finding
}

export function nondeterminism(chance: ReadonlyMap<string, string>): Finding {
  const used = [...chance].map(([what, who]) => `${what} in process '${who}'`).join(', ')
  const source =
    used === ''
      ? 'something that the check does not control, such as a variable that outlives a schedule'
      : used
  return {
    kind: 'nondeterminism',
    message:
      `the same schedule did not give the same again: it depends on ${source}. ` +
      'Pass such values in, or use sleep, after and at, whose time is virtual in a check',
  }
}
