import { channel, select } from '@thi.ng/csp'
import { asyncStyle } from '../styles/async.js'

export default asyncStyle({
  // There is no unbuffered channel: the smallest buffer is 1.
  chan: buffer => channel(buffer || 1),
  put: (c, value) => c.write(value),
  take: c => c.read(),
  select: async channels => channels.indexOf((await select(...channels))[1]),
  close: c => c.close(),
  isClosed: value => value === undefined,
  // Past 1,024 pending reads of a channel, a read completes at once with undefined.
  group: 1_000,
})
