/**
 * A signal that counts its listeners: waiting must leave none behind.
 */
export interface CountedSignal {
  readonly controller: AbortController
  /** How many there are now. */
  readonly listeners: () => number
}

export function countedSignal(): CountedSignal {
  const controller = new AbortController()
  let listeners = 0
  const { signal } = controller
  const { addEventListener, removeEventListener } = signal
  signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
    listeners++
    addEventListener.apply(signal, args)
  }
  signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
    listeners--
    removeEventListener.apply(signal, args)
  }
  return { controller, listeners: () => listeners }
}
