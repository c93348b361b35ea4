/** Replays tokens in a process of its own: `{ "name": "token", … }` as the argument, the findings as JSON. */
import { check } from '../../../src/check/index.ts'
import { planted } from './programs.ts'

const tokens = JSON.parse(process.argv[2]!) as Record<string, string>
const found: Record<string, unknown> = {}
for (const [name, replay] of Object.entries(tokens)) {
  const { failure } = await check(planted[name]!.program, { replay })
  found[name] = { kind: failure?.kind, message: failure?.message, length: failure?.length }
}
console.log(JSON.stringify(found))
