/**
 * Buckets: processes fall in and wait, until somebody empties the bucket.
 *
 * Unlike a barrier it does not matter how many there are, and who flushes does not wait. Whoever falls in after
 * a flush waits for the next one.
 *
 * Source: JCSP's Bucket.
 */
import type { OperationOptions } from './end.ts'
import { NONE } from './none.ts'
import { sync } from './sync.ts'
import { named, Waitable } from './waitable.ts'

/** Where processes wait until somebody says that it is time; made by `bucket`. */
export class Bucket extends Waitable<undefined> {
  /** @internal */
  constructor(name: string | undefined) {
    super(named('bucket', name))
  }

  /** How many are in it. */
  get holding(): number {
    return this.parties
  }

  /** Waits for the next flush; as `sync(bucket)`. */
  fall(options?: OperationOptions): Promise<undefined> {
    return sync(this, options)
  }

  /** Lets everybody go who is in it; answers how many. */
  flush(): number {
    this.touched()
    return this.serveAll(undefined)
  }

  protected attempt(): unknown {
    return NONE
  }
}

/**
 * Makes a bucket: a guard that happens at the next `flush`.
 *
 *     const nightfall = bucket('nightfall')
 *     await nightfall.fall({ signal })          // in each of those who wait for it
 *     const woken = nightfall.flush()           // in whoever says that it is time
 */
export function bucket(name?: string): Bucket {
  return new Bucket(name)
}
