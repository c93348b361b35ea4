/** What the populations of all styles need. */

/** A turn of the event loop: every process that could run has run and is blocked. */
export const turn = () => new Promise(resolve => setImmediate(resolve))

/** Divides n processes into groups that share channels, for libraries that limit who may wait on one. */
export function cohort(n, group = n, make) {
  const all = Array.from({ length: Math.ceil(n / group) }, make)
  return { all, of: i => all[Math.floor(i / group)] }
}

/** Counts n ends; `all` resolves at the last. */
export function ending(n) {
  let left = n
  let resolve
  const all = new Promise(done => {
    resolve = done
  })
  return {
    all,
    one() {
      if (--left === 0) resolve()
    },
  }
}
