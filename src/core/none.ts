/**
 * The answer "nothing": unlike `undefined` and `null`, which travel through channels as values, it can never
 * be one.
 */
export const NONE: unique symbol = Symbol('hocket.none')
