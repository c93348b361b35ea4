import Channel from '@nodeguy/channel'
import { asyncStyle } from '../styles/async.js'

export default asyncStyle({
  chan: buffer => Channel(buffer),
  put: (c, value) => c.push(value),
  take: c => c.shift(),
  select: async channels => channels.indexOf(await Channel.select(channels.map(c => c.shift()))),
  close: c => c.close(),
  isClosed: value => value === undefined,
})
