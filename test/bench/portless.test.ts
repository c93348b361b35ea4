import { expect, test } from 'vitest'
import { withoutPorts } from '../../bench/portless.ts'

test('an observing port is null, another port stays', () => {
  const source = 'if (ports.tracer !== null) ports.tracer.ended(this)\nports.clock.now()'
  expect(withoutPorts(source)).toBe('if (null !== null) null.ended(this)\nports.clock.now()')
  expect(withoutPorts('ports.tracer?.parked(x); ports.choice === null')).toBe(
    'null?.parked(x); null === null',
  )
})

test.each([
  'const { tracer } = ports',
  'const { clock, choice: chooser } = ports',
  'const all = ports',
])('a port under another name is refused: %s', source => {
  expect(() => withoutPorts(source)).toThrow('by another name')
})

test('a use of the ports is no alias', () => {
  const source =
    'const now = ports.clock.now()\nconst { clock } = ports\nif (engine === ports) return\nexport const ports = {\n  tracer: null,\n}'
  expect(withoutPorts(source)).toBe(source)
})
