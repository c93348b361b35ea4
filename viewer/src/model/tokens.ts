/**
 * Moving tokens: which communications are shown as a dot that runs along its edge.
 *
 * A slow edge shows each one. A fast edge shows an even flow, since a thousand dots a second would be a
 * solid line and cost as much as they hide; the number beside the edge says how many there are.
 */

export interface Token {
  /** Milliseconds, on the clock of the one who asks. */
  readonly start: number
}

export interface Tokens {
  /** An edge carried `count` more communications. */
  carry(edge: string, count: number, now: number): void
  /** Tokens still under way; those that have arrived are forgotten. */
  underway(edge: string, now: number): readonly Token[]
  /** Whether anything moves at all. */
  readonly moving: boolean
  edges(): IterableIterator<string>
  clear(): void
}

export interface TokenOptions {
  /** Milliseconds that a token takes from end to end. */
  readonly duration: number
  /** Least milliseconds between two tokens on one edge. */
  readonly spacing: number
}

export function createTokens({ duration, spacing }: TokenOptions): Tokens {
  const flights = new Map<string, { tokens: Token[]; last: number }>()
  return {
    carry(edge, count, now) {
      if (count <= 0) return
      const flight = flights.get(edge) ?? { tokens: [], last: -Infinity }
      flights.set(edge, flight)
      // Several at once leave one after the other, as far as there is room before the next ones come.
      const room = Math.floor((now - flight.last) / spacing)
      for (let sent = 0; sent < Math.min(count, room, 2); sent += 1) {
        flight.last = now + sent * spacing
        flight.tokens.push({ start: flight.last })
      }
    },
    underway(edge, now) {
      const flight = flights.get(edge)
      if (!flight) return []
      flight.tokens = flight.tokens.filter(token => now - token.start < duration)
      if (flight.tokens.length === 0 && now - flight.last > duration) flights.delete(edge)
      return flight.tokens
    },
    get moving() {
      return flights.size > 0
    },
    edges: () => flights.keys(),
    clear: () => flights.clear(),
  }
}
