/**
 * Strongly connected components, after Tarjan, "Depth-first search and linear graph algorithms" (1972).
 *
 * Written with a stack of its own: a chain of ten thousand waiting processes must not overflow the runtime's.
 */

interface Visit {
  readonly node: number
  readonly successors: readonly number[]
  next: number
}

/** Partitions `nodes`; successors that are not among them are ignored. Every component comes after its successors. */
export function components(
  nodes: readonly number[],
  successorsOf: (node: number) => readonly number[],
): number[][] {
  const known = new Set(nodes)
  const order = new Map<number, number>()
  const low = new Map<number, number>()
  const open: number[] = []
  const isOpen = new Set<number>()
  const found: number[][] = []

  const enter = (node: number): Visit => {
    order.set(node, order.size)
    low.set(node, order.get(node)!)
    open.push(node)
    isOpen.add(node)
    return { node, successors: successorsOf(node).filter(next => known.has(next)), next: 0 }
  }
  const lower = (node: number, to: number) => low.set(node, Math.min(low.get(node)!, to))

  for (const root of nodes) {
    if (order.has(root)) continue
    const path = [enter(root)]
    for (let visit = path.at(-1); visit !== undefined; visit = path.at(-1)) {
      const successor = visit.successors[visit.next++]
      if (successor !== undefined) {
        if (!order.has(successor)) path.push(enter(successor))
        else if (isOpen.has(successor)) lower(visit.node, order.get(successor)!)
        continue
      }
      path.pop()
      const caller = path.at(-1)
      if (caller) lower(caller.node, low.get(visit.node)!)
      if (low.get(visit.node) === order.get(visit.node)) {
        // The root of a component: everything opened since belongs to it.
        const component = open.splice(open.lastIndexOf(visit.node))
        for (const node of component) isOpen.delete(node)
        found.push(component)
      }
    }
  }
  return found
}
