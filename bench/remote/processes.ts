/** What the benchmark of threads runs on them. */
import type { RemoteReader, RemoteWriter } from 'hocket/workers'
import { thisNode } from 'hocket/workers'

export type Ends = readonly RemoteWriter<number>[]

/** The home of `processes` channels, each with a reader that goes on until its channel is closed. */
export async function readers(post: RemoteWriter<Ends>, processes: number): Promise<void> {
  const channels = Array.from({ length: processes }, (_, i) =>
    thisNode().channel<number>(`channel ${i}`),
  )
  await post.write(channels.map(({ writer }) => writer))
  await Promise.all(
    channels.map(async ({ reader }) => {
      for await (const _ of reader);
    }),
  )
}

/** A writer for each channel. Gives the rendezvous per second of each lap. */
export async function writers(
  post: RemoteReader<Ends>,
  rounds: number,
  laps: number,
): Promise<number[]> {
  const ends = await post.read()
  const lap = async () => {
    const began = performance.now()
    await Promise.all(
      ends.map(async end => {
        for (let i = 0; i < rounds; i++) await end.write(i)
      }),
    )
    return (1_000 * rounds * ends.length) / (performance.now() - began)
  }
  for (let warmUp = 0; warmUp < 2; warmUp++) await lap()
  const rates: number[] = []
  while (rates.length < laps) rates.push(await lap())
  for (const end of ends) end.close()
  return rates
}
