import csp from 'js-csp'
import { yieldStyle } from '../styles/yield.js'

export default yieldStyle({
  chan: buffer => (buffer > 0 ? csp.chan(buffer) : csp.chan()),
  go: (body, args = []) => csp.go(body, args),
  put: csp.put,
  take: csp.take,
  *both(b, d, value) {
    const first = csp.go(function* () {
      yield csp.put(b, value)
    })
    const second = csp.go(function* () {
      yield csp.put(d, value)
    })
    yield first
    yield second
  },
  select: channels => csp.alts(channels),
  close: c => c.close(),
  isClosed: value => value === csp.CLOSED,
  // js-csp refuses more than 1,024 pending operations on a channel.
  group: 1_000,
})
