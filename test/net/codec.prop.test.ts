import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeFrame, decodeValue, encodeFrame, encodeValue } from '../../src/net/codec.ts'

const copy = (value: unknown): unknown => decodeValue(encodeValue(value))

const values = fc.anything({
  key: fc.string().filter(key => key !== '__proto__'),
  values: [
    fc.constantFrom(undefined, null, Number.NaN, Infinity, -Infinity, 2 ** 53, 2 ** 64),
    fc.boolean(),
    fc.integer(),
    fc.double().map(number => (number === 0 ? 0 : number)),
    fc.bigInt(),
    fc.string({ unit: 'binary' }),
    fc.string({ minLength: 200, maxLength: 300 }),
    fc.date(),
    fc.uint8Array(),
    fc.float64Array(),
    fc.uint16Array().map(({ buffer }) => buffer),
    fc.uint16Array().map(({ buffer }) => new DataView(buffer)),
  ],
  withMap: true,
  withSet: true,
})

describe('values of a realm', () => {
  test('as structured clone copies it, whatever the value', () => {
    fc.assert(
      fc.property(values, value => {
        expect(copy(value)).toStrictEqual(structuredClone(value))
      }),
    )
  })

  test('also after one that could not be encoded', () => {
    fc.assert(
      fc.property(values, values, (value, other) => {
        expect(() => encodeValue([value, () => 1])).toThrow()
        expect(copy(other)).toStrictEqual(structuredClone(other))
      }),
    )
  })

  test('shared and circular references', () => {
    fc.assert(
      fc.property(fc.array(fc.dictionary(fc.string(), fc.integer()), { minLength: 1 }), objects => {
        const linked: Record<string, unknown>[] = objects
        linked.forEach((object, i) => {
          object['the next one'] = linked[(i + 1) % linked.length]
        })
        const got = copy(linked) as Record<string, unknown>[]
        got.forEach((object, i) => {
          expect(object['the next one']).toBe(got[(i + 1) % got.length])
        })
      }),
    )
  })

  test('bytes come alone, not as a view of what they travelled in', () => {
    const bytes = copy(new Uint8Array([1, 2, 3])) as Uint8Array
    expect(bytes.buffer.byteLength).toBe(3)
  })

  test.each([
    ['a function', () => 1],
    ['a symbol within', { within: [Symbol('s')] }],
    ['a promise within', { answer: Promise.resolve(1) }],
    ['a weak map', new WeakMap()],
    ['a weak reference', [new WeakRef({})]],
  ])('%s is refused', (_, value) => {
    expect(() => encodeValue(value)).toThrow()
  })

  test('frames carry words, numbers and the bytes of values', () => {
    fc.assert(
      fc.property(fc.array(values, { maxLength: 5 }), list => {
        const frame = ['session', null, 7, list.map(encodeValue), [undefined, true, 'ä']]
        const [session, peer, number, bytes, rest] = decodeFrame(encodeFrame(frame)) as unknown[]
        expect([session, peer, number, rest]).toEqual(['session', null, 7, [undefined, true, 'ä']])
        const got = (bytes as Uint8Array[]).map(decodeValue)
        expect(got).toStrictEqual(structuredClone(list))
      }),
    )
  })
})
