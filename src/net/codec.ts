/**
 * CBOR with the values of structured clone: undefined, big integers, maps, sets, dates, errors, typed arrays,
 * shared and circular references. (Negative zero arrives as zero, and a lone surrogate as U+FFFD.)
 */
import { addExtension, Encoder } from 'cbor-x'

const codec = new Encoder({ structuredClone: true, useRecords: false })

// By itself it reads an ArrayBuffer as a view, on Node as a Buffer. The tag is from the range for private use.
addExtension({
  Class: ArrayBuffer,
  tag: 43_201,
  encode: (buffer: ArrayBuffer, encode: (bytes: Uint8Array) => Uint8Array) =>
    encode(new Uint8Array(buffer)),
  decode: (bytes: Uint8Array) => bytes.slice().buffer,
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

/** As structured clone does: an error of any other class arrives as an Error. */
const standard = new Map(
  [EvalError, RangeError, ReferenceError, SyntaxError, TypeError, URIError].map(one => [
    one.name,
    one as ErrorConstructor,
  ]),
)

/** Throws an Error for what cannot be copied: functions, symbols. */
export const encodeValue = (value: unknown): Uint8Array => new Uint8Array(codec.encode(value))

export const decodeValue = (bytes: Uint8Array): unknown => codec.decode(bytes)
