/**
 * CBOR with the values of structured clone: undefined, big integers, maps, sets, dates, errors, typed arrays,
 * shared and circular references. Test: 'as structured clone copies it' in codec.prop.test.ts.
 *
 * What differs: negative zero arrives as zero, a lone surrogate as U+FFFD, a hole of an array as undefined, and the
 * key `__proto__` as `__proto_`.
 */
import { addExtension, Encoder } from 'cbor-x'

/** Buffers are copied: a view would give its reader, and keep alive, the whole frame that it came in. */
const values = new Encoder({ structuredClone: true, useRecords: false, copyBuffers: true })

/** The frames around values are lists of words and bytes: nothing in them is shared. */
const frames = new Encoder({ useRecords: false })

// By itself it reads an ArrayBuffer as a view, on Node as a Buffer. The tag is from the range for private use.
addExtension({
  Class: ArrayBuffer,
  tag: 43_201,
  encode: (buffer: ArrayBuffer, encode: (bytes: Uint8Array) => Uint8Array) =>
    encode(new Uint8Array(buffer)),
  decode: (bytes: Uint8Array) => bytes.slice().buffer,
})

addExtension({
  Class: DataView,
  tag: 43_203,
  encode: (
    { buffer, byteOffset, byteLength }: DataView,
    encode: (bytes: Uint8Array) => Uint8Array,
  ) => encode(new Uint8Array(buffer, byteOffset, byteLength)),
  decode: (bytes: Uint8Array) => new DataView(bytes.slice().buffer),
})

// By itself it writes seconds, which are not exact to the millisecond for every date.
addExtension({
  Class: Date,
  tag: 43_205,
  encode: (date: Date, encode: (time: number) => Uint8Array) => encode(date.getTime()),
  decode: (time: number) => new Date(time),
})

// By itself it forgets the class, the stack and the cause.
addExtension({
  Class: Error,
  tag: 43_202,
  encode: ({ name, message, stack, cause }: Error, encode: (fields: unknown[]) => Uint8Array) =>
    encode([name, message, stack, cause]),
  decode: ([name, message, stack, cause]: [string, string, string | undefined, unknown]) => {
    const error = new (standard.get(name) ?? Error)(message, cause === undefined ? {} : { cause })
    Object.defineProperty(error, 'stack', { value: stack, configurable: true, writable: true })
    return error
  },
})

// By itself it writes these as empty objects. A promise is most often a forgotten `await`.
for (const Class of [Promise, WeakMap, WeakSet, WeakRef] as (new (
  ...args: never
) => unknown)[]) {
  addExtension({
    Class,
    tag: 43_204,
    encode: () => {
      throw new TypeError(`a ${Class.name} cannot be copied`)
    },
    decode: value => value,
  })
}

/** As structured clone does: an error of any other class arrives as an Error. */
const standard = new Map(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(one => [
    one.name,
    one as ErrorConstructor,
  ]),
)

/** Throws an Error for what cannot be copied: functions, symbols. */
export const encodeValue = (value: unknown): Uint8Array => new Uint8Array(values.encode(value))

export const decodeValue = (bytes: Uint8Array): unknown => values.decode(bytes)

/** The bytes are to be used at once, and not kept: they are part of a larger buffer. */
export const encodeFrame = (frame: readonly unknown[]): Uint8Array => frames.encode(frame)

export const decodeFrame = (bytes: Uint8Array): unknown => frames.decode(bytes)
