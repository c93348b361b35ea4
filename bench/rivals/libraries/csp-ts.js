import csp from 'csp-ts'
import { asyncStyle } from '../styles/async.js'

export default asyncStyle({
  // A channel is made with the value that it yields once closed: 0, which the workloads never send.
  chan: buffer => (buffer > 0 ? new csp.BufferedChannel(0, buffer) : new csp.Channel(0)),
  put: (c, value) => c.send(value),
  take: c => c.receive(),
  close: c => c.close(),
  isClosed: value => value === 0,
})
