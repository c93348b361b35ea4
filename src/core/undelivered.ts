/**
 * What becomes of values that were buffered but that nobody will read.
 */

/** Hands them to the owner of the channel. To be called last, when every party has been told. */
export function handOver(values: unknown[], owner: ((value: unknown) => void) | null): void {
  if (owner === null) return
  for (const value of values) {
    try {
      owner(value)
    } catch (error) {
      // Nobody can catch it here: as loud as any error that nobody handles.
      void Promise.reject(error)
    }
  }
}
