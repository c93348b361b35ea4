/**
 * hocket/components: processes off the shelf.
 *
 *     import { delta, prefix, printer, successor } from 'hocket/components'
 *
 *     await parallel(
 *       prefix(c.reader, a.writer, 0),
 *       delta(a.reader, [b.writer, d.writer]),
 *       successor(b.reader, c.writer),
 *       printer(d.reader, console.log),               // 0 1 2 3 …
 *     )
 *
 * Inputs come first, then outputs, then what else a component needs. The rule by which all of them end stands
 * in component.ts: a component that ends lets go of every end that it was given.
 *
 * @packageDocumentation
 */
export { type BatchOptions, batch } from './batch.ts'
export { blackHole } from './black-hole.ts'
export { broadcast } from './broadcast.ts'
export { closeAfter } from './close-after.ts'
export { component } from './component.ts'
export { crossbar } from './crossbar.ts'
export { delta, sequentialDelta } from './delta.ts'
export { type FarmOptions, farm, type Work } from './farm.ts'
export { filter } from './filter.ts'
export { generator } from './generator.ts'
export { identity } from './identity.ts'
export { integrate } from './integrate.ts'
export { map } from './map.ts'
export { merge } from './merge.ts'
export { fairMux, mux } from './mux.ts'
export { numbers } from './numbers.ts'
export { type OrderedFarmOptions, orderedFarm } from './ordered-farm.ts'
export { pairs } from './pairs.ts'
export { type Pipeline, pipeline, type Stage } from './pipeline.ts'
export { plus } from './plus.ts'
export { poisonAfter } from './poison-after.ts'
export { prefix } from './prefix.ts'
export { printer } from './printer.ts'
export { type RateLimitOptions, rateLimit } from './rate-limit.ts'
export { scan } from './scan.ts'
export { successor } from './successor.ts'
export { tail } from './tail.ts'
export { tee } from './tee.ts'
export { tokenRing } from './token-ring.ts'
export { publish, SlowSubscriberError, type SubscribeOptions, Topics } from './topics.ts'
export { type WindowOptions, window } from './window.ts'
export { type Readers, zip } from './zip.ts'
