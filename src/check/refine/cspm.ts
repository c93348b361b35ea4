/**
 * CSPM, the machine-readable CSP of FDR and ProB (FDR manual, "CSPM"). Explored systems are written state by
 * state; silent steps become a fresh event that is hidden at the end, and ✓ becomes SKIP, so that
 * the script has the same transitions as the system it came from:
 *
 *   channel left, right : {0..1}
 *   COPY_STATE(0) = left.0 -> COPY_STATE(1) [] left.1 -> COPY_STATE(2)
 */
import { type Event, TAU, TICK } from './event.ts'
import type { TransitionSystem } from './explore.ts'

/**
 * A CSPM script that defines each system under its name, and asks what `assertions` says.
 *
 * ```ts
 * toCspm({ SPEC: explore(spec), IMPL: explore(impl) }, ['SPEC [FD= IMPL', 'IMPL :[deadlock free [F]]'])
 * ```
 *
 * Events that are valid CSPM keep their name (`left.0` is channel `left` with a value); any other
 * event becomes an identifier of its own, with the original name in a comment.
 *
 * @throws RangeError when a name is not a CSPM identifier.
 */
export function toCspm(
  systems: Readonly<Record<string, TransitionSystem>>,
  assertions: readonly string[] = [],
): string {
  const names = Object.keys(systems)
  for (const name of names) {
    if (!isIdentifier(name)) {
      throw new RangeError(`'${name}' is not a CSPM identifier: name the process as in 'SYSTEM'`)
    }
  }
  const all = Object.values(systems).flatMap(({ transitions }) => transitions)
  const alphabet = [...new Set(all.map(({ label }) => label))].filter(
    label => label !== TAU && label !== TICK,
  )
  const reserved = new Set(names.flatMap(name => [name, `${name}_STATE`]))
  const { declarations, written } = declare(alphabet.sort(), reserved)
  return [
    ...declarations,
    ...names.flatMap(name => ['', ...define(name, systems[name] as TransitionSystem, written)]),
    ...(assertions.length > 0 ? [''] : []),
    ...assertions.map(assertion => `assert ${assertion}`),
    '',
  ].join('\n')
}

function define(
  name: string,
  system: TransitionSystem,
  written: ReadonlyMap<Event, string>,
): string[] {
  const branches: string[][] = Array.from({ length: system.states }, () => [])
  // Ω, reached by ✓ alone, is inside SKIP and not written.
  const terminated = new Set<number>()
  for (const { source, label, target } of system.transitions) {
    if (label === TICK) terminated.add(target)
    const branch =
      label === TICK ? 'SKIP' : `${written.get(label) ?? HIDDEN} -> ${name}_STATE(${target})`
    branches[source]?.push(branch)
  }
  const states = branches.flatMap((branch, state) =>
    terminated.has(state)
      ? []
      : [`${name}_STATE(${state}) = ${branch.length === 0 ? 'STOP' : branch.join(' [] ')}`],
  )
  return [...states, `${name} = ${name}_STATE(0) \\ {${HIDDEN}}`]
}

/** No event is written so: identifiers made here end in a letter or a digit. */
const HIDDEN = 'silent_'

/** Channel declarations, and how each event is written. */
function declare(
  alphabet: readonly Event[],
  reserved: ReadonlySet<string>,
): { declarations: string[]; written: ReadonlyMap<Event, string> } {
  const channels = new Map<string, string[][]>()
  for (const event of alphabet) {
    const [name, ...fields] = event.split('.') as [string, ...string[]]
    channels.set(name, [...(channels.get(name) ?? []), fields])
  }
  const written = new Map<Event, string>()
  const declarations = [`channel ${HIDDEN}`]
  const taken = new Set(reserved)
  for (const [name, rows] of channels) {
    const types = isIdentifier(name) && !taken.has(name) ? fieldTypes(rows) : undefined
    if (types === undefined) continue
    taken.add(name)
    declarations.push(`channel ${name}${types.length > 0 ? ` : ${types.join('.')}` : ''}`)
    for (const fields of rows) {
      const event = [name, ...fields].join('.')
      written.set(event, event)
    }
  }
  for (const event of alphabet) {
    if (written.has(event)) continue
    const flat = fresh(event, taken)
    written.set(event, flat)
    declarations.push(`channel ${flat} -- ${event.replaceAll(/\s+/g, ' ')}`)
  }
  return { declarations, written }
}

/** The type of each field: a set of integers or Bool; undefined where CSPM has no such channel. */
function fieldTypes(rows: readonly (readonly string[])[]): string[] | undefined {
  const arity = rows[0]?.length ?? 0
  if (rows.some(fields => fields.length !== arity)) return undefined
  const types = Array.from({ length: arity }, (_, index) =>
    fieldType(rows.map(fields => fields[index] as string)),
  )
  return types.some(type => type === undefined) ? undefined : (types as string[])
}

function fieldType(values: readonly string[]): string | undefined {
  if (values.every(value => value === 'true' || value === 'false')) return 'Bool'
  if (!values.every(value => /^(0|[1-9]\d{0,8})$/.test(value))) return undefined
  const numbers = [...new Set(values.map(Number))].sort((a, b) => a - b)
  return `{${numbers.join(', ')}}`
}

/** An identifier for an event that is not valid CSPM: `pick up` becomes `pick_up_event1`. */
function fresh(event: Event, taken: Set<string>): string {
  const stem = event.replaceAll(/[^A-Za-z0-9]+/g, '_').replace(/^(?![A-Za-z])/, 'e')
  let name = `${stem}_event`
  for (let n = 1; taken.has(name); n++) name = `${stem}_event${n}`
  taken.add(name)
  return name
}

function isIdentifier(name: string): boolean {
  return /^[A-Za-z]\w*$/.test(name) && name !== HIDDEN && !KEYWORDS.has(name)
}

/** FDR manual, "CSPM: definitions, functional syntax, built-in definitions". */
const KEYWORDS = new Set(
  (
    'and assert Bool card channel CHAOS Char concat datatype diff DIV elem else empty endmodule ' +
    'Eq error Event Events exports extensions external false head if in include instance Int ' +
    'inter Inter length let Map member module nametype not null or Ord print Proc productions ' +
    'RUN seq Seq set Set show SKIP STOP subtype tail then Timed transparent true type union ' +
    'Union WAIT within'
  ).split(' '),
)
