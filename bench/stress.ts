/** The variants of the stressed alternative are named by their shape: `10x1000`. */
export interface Stress {
  /** Channels that the select offers. */
  readonly guards: number
  /** Writers blocked on each of them. */
  readonly writers: number
}

export function stressVariant({ guards, writers }: Stress): string {
  return `${guards}x${writers}`
}

export function parseStress(variant: string): Stress {
  const [guards, writers] = variant.split('x').map(Number)
  if (!(Number(guards) > 0 && Number(writers) > 0)) {
    throw new Error(`stressed has no variant '${variant}': write guards x writers, as in '10x1000'`)
  }
  return { guards: Number(guards), writers: Number(writers) }
}
