import coreAsync from 'core-async'
import { yieldStyle } from '../styles/yield.js'

const { Channel, co, utils } = coreAsync

export default yieldStyle({
  chan: buffer => new Channel(buffer),
  go: (body, args = []) => co(body, ...args),
  put: (c, value) => c.put(value),
  take: c => c.take(),
  *both(b, d, value) {
    yield [b.put(value), d.put(value)]
  },
  select: channels => utils.alts(channels),
  close: c => c.close(),
  isClosed: value => value === null,
})
