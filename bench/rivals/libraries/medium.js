import medium from 'medium'
import { asyncStyle } from '../styles/async.js'

export default asyncStyle({
  chan: buffer => (buffer > 0 ? medium.chan(buffer) : medium.chan()),
  put: medium.put,
  take: medium.take,
  select: async channels => channels.indexOf((await medium.any(...channels))[1]),
  close: medium.close,
  isClosed: value => value === medium.CLOSED,
})
