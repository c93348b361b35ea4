/** The processes that the benchmark runs on threads. */
import type { RemoteReader, RemoteWriter } from '../../src/workers/index.ts'
import { thisNode } from '../../src/workers/index.ts'

/** The home of n channels, and their readers. */
export async function readers(
  post: RemoteWriter<readonly RemoteWriter<number>[]>,
  processes: number,
  rounds: number,
) {
  const channels = Array.from({ length: processes }, (_, i) =>
    thisNode().channel<number>(`channel ${i}`),
  )
  await post.write(channels.map(({ writer }) => writer))
  let sum = 0
  await Promise.all(
    channels.map(async ({ reader }) => {
      for (let i = 0; i < rounds; i++) sum += await reader.read()
    }),
  )
  return sum
}

/** Milliseconds for `rounds` writes by each process, after as many to warm up. */
export async function writers(post: RemoteReader<readonly RemoteWriter<number>[]>, rounds: number) {
  const ends = await post.read()
  const all = () =>
    Promise.all(
      ends.map(async end => {
        for (let i = 0; i < rounds; i++) await end.write(i)
      }),
    )
  await all()
  const began = performance.now()
  await all()
  return performance.now() - began
}
