/**
 * Counts over time for the charts: a fixed number of buckets over a recording of any length. When the
 * buckets are full, neighbours merge and each covers twice the time; a day costs as much as a second.
 */

export interface Bucket {
  communications: number
  spawned: number
  ended: number
  /** The level at the end of the bucket. */
  live: number
  blocked: number
}

export interface Series {
  /** Milliseconds covered by each bucket. */
  readonly width: number
  readonly buckets: readonly (Bucket | undefined)[]
  add(time: number, change: Partial<Pick<Bucket, 'communications' | 'spawned' | 'ended'>>): void
  /** Notes the present levels at `time`. */
  level(time: number, live: number, blocked: number): void
  /** The chart's columns: seconds, communications a second, live and blocked processes. */
  columns(): [number[], number[], number[], number[]]
}

export function createSeries(most = 600, start = 100): Series {
  let width = start
  let buckets: (Bucket | undefined)[] = []

  function at(time: number): Bucket {
    while (Math.floor(time / width) >= most) halve()
    const index = Math.max(0, Math.floor(time / width))
    const found = buckets[index]
    if (found) return found
    const made: Bucket = { communications: 0, spawned: 0, ended: 0, live: 0, blocked: 0 }
    // Levels last until they change: a bucket without events begins where the one before ended.
    for (let before = index - 1; before >= 0; before -= 1) {
      const last = buckets[before]
      if (!last) continue
      made.live = last.live
      made.blocked = last.blocked
      break
    }
    buckets[index] = made
    return made
  }

  function halve(): void {
    const merged: (Bucket | undefined)[] = []
    for (let index = 0; index < buckets.length; index += 2) {
      const left = buckets[index]
      const right = buckets[index + 1]
      const later = right ?? left
      merged.push(
        later && {
          communications: (left?.communications ?? 0) + (right?.communications ?? 0),
          spawned: (left?.spawned ?? 0) + (right?.spawned ?? 0),
          ended: (left?.ended ?? 0) + (right?.ended ?? 0),
          live: later.live,
          blocked: later.blocked,
        },
      )
    }
    buckets = merged
    width *= 2
  }

  return {
    get width() {
      return width
    },
    get buckets() {
      return buckets
    },
    add(time, change) {
      const bucket = at(time)
      bucket.communications += change.communications ?? 0
      bucket.spawned += change.spawned ?? 0
      bucket.ended += change.ended ?? 0
    },
    level(time, live, blocked) {
      const bucket = at(time)
      bucket.live = live
      bucket.blocked = blocked
    },
    columns() {
      const columns: [number[], number[], number[], number[]] = [[], [], [], []]
      let last: Bucket | undefined
      for (let index = 0; index < buckets.length; index += 1) {
        const bucket = buckets[index]
        columns[0].push((index * width) / 1000)
        columns[1].push(((bucket?.communications ?? 0) * 1000) / width)
        last = bucket ?? last
        columns[2].push(last?.live ?? 0)
        columns[3].push(last?.blocked ?? 0)
      }
      return columns
    },
  }
}
