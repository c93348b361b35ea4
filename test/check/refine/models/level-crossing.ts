// The level crossing of Schneider's lectures for "Concurrent and Real-time Systems: the CSP
// Approach" (script by Simon Gay, 1999): cars, trains, a gate, and the crash to be avoided.

import {
  alphabetised,
  channel,
  define,
  events,
  externalChoice,
  interleave,
  type Process,
  prefix,
  run,
} from '../../../../src/check/refine/index.ts'

const places = ['approach', 'enter', 'leave'] as const
const car = channel('car', places)
const train = channel('train', places)
const gate = channel('gate', ['raise', 'lower'])

const CR = define(
  'CR',
  (): Process =>
    externalChoice(
      prefix('car.approach', 'car.enter', C()),
      prefix('train.approach', 'train.enter', T()),
    ),
)
const C = define(
  'C',
  (): Process =>
    externalChoice(prefix('car.leave', CR()), prefix('train.approach', 'train.enter', CT())),
)
const T = define(
  'T',
  (): Process =>
    externalChoice(prefix('train.leave', CR()), prefix('car.approach', 'car.enter', CT())),
)
const CT = define('CT', (): Process => prefix('crash', { kind: 'stop' }))
const GATE = define(
  'GATE',
  (): Process =>
    externalChoice(prefix('gate.lower', 'gate.raise', GATE()), prefix('car.enter', GATE())),
)
const CARS = define('CARS', (): Process => prefix('car.approach', 'car.enter', 'car.leave', CARS()))
const TRAINS = define(
  'TRAINS',
  (): Process => prefix('train.approach', 'train.enter', 'train.leave', TRAINS()),
)
const CONTROL = define(
  'CONTROL',
  (): Process =>
    externalChoice(
      prefix('train.approach', 'gate.lower', 'train.enter', 'train.leave', 'gate.raise', CONTROL()),
      prefix('car.approach', 'car.enter', 'car.leave', CONTROL()),
    ),
)

export const everything = events(train, car, gate, 'crash')
export const movements = events(train, car, gate)
const traffic = events(train, car, 'crash')
const gateAndEntry = events(gate, 'car.enter')

export const SYSTEM = alphabetised(
  [
    alphabetised(
      [alphabetised([CR(), traffic], [GATE(), gateAndEntry]), everything],
      [CARS(), car],
    ),
    everything,
  ],
  [TRAINS(), train],
)
export const SAFE_SYSTEM = alphabetised([SYSTEM, everything], [CONTROL(), movements])

/** Anything but a crash. */
export const SPEC = run(movements)

const SPEC2 = define(
  'SPEC2',
  (): Process =>
    externalChoice(
      prefix('train.approach', 'train.enter', 'train.leave', SPEC2()),
      prefix('car.approach', 'car.enter', 'car.leave', SPEC2()),
    ),
)
/** Cars and trains take turns; the gate does as it likes. */
export const SPEC0 = interleave(run(gate), SPEC2())
