/** A moment of the bare floor's commstime, to tell how fast a core is now: prints ns per round. */
import { networks } from './floor/generator.ts'
import { Meter } from './meter.ts'
import { median } from './method.ts'

const meter = new Meter({ count: 0, laps: 9, lapMilliseconds: 2, warmUpMilliseconds: 60 })
await networks.commstime?.(meter, { variant: 'seq', n: 0, underWay: 1 })
console.log(median(meter.samples))
