/**
 * Folding: which processes the picture shows one by one, and which it shows as a group.
 *
 * Everything starts folded: each root process stands for its descendants, and siblings of one kind (the
 * same base name) stand together. Then units are opened, the cheapest first, while there is room. So a small
 * network is shown whole, a farm of ten thousand workers as one group beside its source and its sink, and
 * the number of nodes never exceeds the limit, whatever the network does.
 */
import { baseName } from './names.ts'

/** What folding needs to know of a process. */
export interface Member {
  readonly id: number
  readonly name: string
  readonly parent: number | undefined
}

export interface FoldOptions {
  /** Nodes that the picture may have. */
  readonly limit: number
  /** Groups that the user has opened: shown open even beyond the limit, by a sample of their members. */
  readonly opened?: ReadonlySet<string>
  /** Groups that the user has folded: kept so even where there is room. */
  readonly folded?: ReadonlySet<string>
  /** Processes to prefer in a sample: the selected one, those in a knot. */
  readonly preferred?: ReadonlySet<number>
}

/** One node of the picture that stands for processes. */
export interface Unit {
  /** Stable from one picture to the next. */
  readonly key: string
  readonly label: string
  /** `process`: one process; `tree`: one and its descendants; `kind`: siblings; `rest`: what a sample left out. */
  readonly shape: 'process' | 'tree' | 'kind' | 'rest'
  readonly members: readonly number[]
  /** Groups that this unit came out of, the innermost first: what "fold" folds. */
  readonly within: readonly string[]
}

export interface Folding {
  readonly units: readonly Unit[]
  /** The unit that stands for each process. */
  readonly unitOf: ReadonlyMap<number, Unit>
}

/** Members of an opened group that are shown one by one when there are more than this. */
export const SAMPLE = 20
/** Siblings of one kind stand together from this many on. */
const KIND = 3
/** A kind with more members than this is opened by the user alone: one by one they would only be a list. */
const CROWD = 24

interface Tree {
  readonly member: Member
  readonly children: Tree[]
}

export function fold(members: Iterable<Member>, options: FoldOptions): Folding {
  const opened = options.opened ?? new Set<string>()
  const folded = options.folded ?? new Set<string>()
  let units = group(forest(members), '', [])
  const closed = new Set<string>()

  for (;;) {
    const next = cheapest(units, opened, folded, closed)
    if (!next) break
    const parts = open(next, opened.has(next.key), options.preferred)
    const fits = units.length - 1 + parts.length <= options.limit
    if (!fits && !opened.has(next.key)) {
      closed.add(next.key)
      continue
    }
    const at = units.indexOf(next)
    units = [...units.slice(0, at), ...parts, ...units.slice(at + 1)]
  }
  return result(trim(units, options.limit))
}

/** A unit before it is flattened: it remembers the trees that it can be opened into. */
interface Folded {
  readonly key: string
  readonly label: string
  readonly shape: Unit['shape']
  readonly trees: readonly Tree[]
  readonly within: readonly string[]
  readonly cost: number
}

function forest(members: Iterable<Member>): Tree[] {
  const trees = new Map<number, Tree>()
  for (const member of members) trees.set(member.id, { member, children: [] })
  const roots: Tree[] = []
  for (const tree of trees.values()) {
    const { parent, id } = tree.member
    const above = parent === undefined || parent === id ? undefined : trees.get(parent)
    ;(above ? above.children : roots).push(tree)
  }
  return roots
}

/** Siblings as units: those of one kind together where there are several. */
function group(siblings: readonly Tree[], place: string, within: readonly string[]): Folded[] {
  const kinds = new Map<string, Tree[]>()
  for (const tree of siblings) {
    const base = baseName(tree.member.name)
    const kind = kinds.get(base)
    if (kind) kind.push(tree)
    else kinds.set(base, [tree])
  }
  const units: Folded[] = []
  for (const [base, trees] of kinds) {
    if (trees.length >= KIND) {
      const key = `${place}/${base}`
      units.push({ key, label: base, shape: 'kind', trees, within, cost: trees.length - 1 })
    } else {
      for (const tree of trees) units.push(treeUnit(tree, within))
    }
  }
  return units
}

function treeUnit(tree: Tree, within: readonly string[]): Folded {
  const { id, name } = tree.member
  if (tree.children.length === 0) return single(tree, within)
  return {
    key: `tree:${id}`,
    label: name,
    shape: 'tree',
    trees: [tree],
    within,
    cost: tree.children.length,
  }
}

function single(tree: Tree, within: readonly string[]): Folded {
  const { id, name } = tree.member
  const alone = { member: tree.member, children: [] }
  return { key: `process:${id}`, label: name, shape: 'process', trees: [alone], within, cost: 0 }
}

function cheapest(
  units: readonly Folded[],
  opened: ReadonlySet<string>,
  folded: ReadonlySet<string>,
  closed: ReadonlySet<string>,
): Folded | undefined {
  let best: Folded | undefined
  for (const unit of units) {
    if (unit.shape === 'process' || unit.shape === 'rest') continue
    if (folded.has(unit.key)) continue
    if (opened.has(unit.key)) return unit
    if (unit.shape === 'kind' && unit.trees.length > CROWD) continue
    if (!closed.has(unit.key) && (!best || unit.cost < best.cost)) best = unit
  }
  return best
}

function open(unit: Folded, sampled: boolean, preferred?: ReadonlySet<number>): Folded[] {
  const within = [unit.key, ...unit.within]
  if (unit.shape === 'tree') {
    const tree = unit.trees[0] as Tree
    return [single(tree, within), ...group(tree.children, String(tree.member.id), within)]
  }
  if (!sampled || unit.trees.length <= SAMPLE) return unit.trees.map(tree => treeUnit(tree, within))
  const wanted = unit.trees.filter(tree => preferred?.has(tree.member.id)).slice(0, SAMPLE)
  const shown = new Set(wanted)
  for (const tree of unit.trees) {
    if (shown.size >= SAMPLE) break
    shown.add(tree)
  }
  const rest = unit.trees.filter(tree => !shown.has(tree))
  return [
    ...unit.trees.filter(tree => shown.has(tree)).map(tree => treeUnit(tree, within)),
    {
      key: `${unit.key}/rest`,
      label: `more ${unit.label}`,
      shape: 'rest',
      trees: rest,
      within,
      cost: 0,
    },
  ]
}

/** Roots without a common parent or name can alone exceed the limit: the last of them share one node. */
function trim(units: readonly Folded[], limit: number): readonly Folded[] {
  // Groups that the user opened may go beyond the limit by what was asked for, but not without bound.
  const most = Math.max(limit, 1) * 4
  if (units.length <= most) return units
  const kept = units.slice(0, limit - 1)
  const rest = units.slice(limit - 1)
  const trees = rest.flatMap(unit => unit.trees)
  return [...kept, { key: 'others', label: 'others', shape: 'rest', trees, within: [], cost: 0 }]
}

function result(folded: readonly Folded[]): Folding {
  const unitOf = new Map<number, Unit>()
  const units = folded.map(({ key, label, shape, trees, within }) => {
    const members: number[] = []
    // A stack instead of recursion: a chain of ten thousand parents is a legal network.
    const left = [...trees].reverse()
    for (let tree = left.pop(); tree; tree = left.pop()) {
      members.push(tree.member.id)
      for (const child of tree.children) left.push(child)
    }
    const unit: Unit = { key, label, shape, members, within }
    for (const id of members) unitOf.set(id, unit)
    return unit
  })
  return { units, unitOf }
}
