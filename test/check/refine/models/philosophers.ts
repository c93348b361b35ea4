// The dining philosophers as in Roscoe, "The Theory and Practice of Concurrency", §2.2.1,
// after his script phils.csp (the book's FDR examples, chapter 2).

import {
  alphabetised,
  define,
  type Event,
  externalChoice,
  guard,
  interleave,
  type Process,
  parallel,
  prefix,
} from '../../../../src/check/refine/index.ts'

/** The table with its seats; every variant of the script. */
export function table(seats: number) {
  const names = Array.from({ length: seats }, (_, i) => i)
  const right = (i: number) => (i + 1) % seats
  const left = (i: number) => (i + seats - 1) % seats

  const PHIL = define(
    'PHIL',
    (i: number): Process =>
      prefix(
        `sits.${i}`,
        `picks.${i}.${i}`,
        `picks.${i}.${right(i)}`,
        `eats.${i}`,
        `putsdown.${i}.${right(i)}`,
        `putsdown.${i}.${i}`,
        `getsup.${i}`,
        PHIL(i),
      ),
  )
  // The left-handed philosopher reaches for the forks in the other order.
  const LPHIL = define(
    'LPHIL',
    (i: number): Process =>
      prefix(
        `sits.${i}`,
        `picks.${i}.${right(i)}`,
        `picks.${i}.${i}`,
        `eats.${i}`,
        `putsdown.${i}.${i}`,
        `putsdown.${i}.${right(i)}`,
        `getsup.${i}`,
        LPHIL(i),
      ),
  )
  const FORK = define(
    'FORK',
    (i: number): Process =>
      externalChoice(
        prefix(`picks.${i}.${i}`, `putsdown.${i}.${i}`, FORK(i)),
        prefix(`picks.${left(i)}.${i}`, `putsdown.${left(i)}.${i}`, FORK(i)),
      ),
  )
  // At most seats - 1 may sit at a time.
  const BUTLER = define(
    'BUTLER',
    (seated: number): Process =>
      externalChoice(
        guard(seated > 0, () =>
          externalChoice(...names.map(i => prefix(`getsup.${i}`, BUTLER(seated - 1)))),
        ),
        guard(seated < seats - 1, () =>
          externalChoice(...names.map(i => prefix(`sits.${i}`, BUTLER(seated + 1)))),
        ),
      ),
  )

  const alphabetOfPhil = (i: number): Event[] => [
    `sits.${i}`,
    `eats.${i}`,
    `getsup.${i}`,
    ...[i, right(i)].flatMap(fork => [`picks.${i}.${fork}`, `putsdown.${i}.${fork}`]),
  ]
  const alphabetOfFork = (i: number): Event[] =>
    [i, left(i)].flatMap(phil => [`picks.${phil}.${i}`, `putsdown.${phil}.${i}`])
  const forkEvents = names.flatMap(alphabetOfFork)

  // SYSTEM: philosopher and fork in pairs, the pairs in alphabetised parallel.
  const paired = (phil: (i: number) => Process) =>
    alphabetised(
      ...names.map(
        i =>
          [
            alphabetised([phil(i), alphabetOfPhil(i)], [FORK(i), alphabetOfFork(i)]),
            [...alphabetOfPhil(i), ...alphabetOfFork(i)],
          ] as const,
      ),
    )
  // SYSTEM': all philosophers, all forks, generalised parallel on the forks' events.
  const grouped = (phil: (i: number) => Process) =>
    parallel(
      forkEvents,
      interleave(...names.map(i => phil(i))),
      interleave(...names.map(i => FORK(i))),
    )

  const seating = names.flatMap(i => [`sits.${i}`, `getsup.${i}`])
  return {
    symmetric: paired(PHIL),
    symmetricGrouped: grouped(PHIL),
    leftHanded: grouped(i => (i === 0 ? LPHIL(i) : PHIL(i))),
    butler: parallel(seating, paired(PHIL), BUTLER(0)),
    seating,
    forkEvents,
  }
}
