/**
 * Processes as OpenTelemetry spans: one span for the life of each process, never one for a message.
 *
 * Written against the shape of the OpenTelemetry interfaces, so that hocket does not depend on them. A span for
 * each communication would cost a thousand times the communication; that detail is what the other exports are for.
 */

import type { TraceEvent } from './events.ts'
import type { Batch } from './stream.ts'

/** The part of an OpenTelemetry `Span` that is used. */
export interface SpanLike {
  setAttribute(key: string, value: string | number): unknown
  setStatus(status: { code: number; message?: string }): unknown
  addEvent(name: string, attributes?: Record<string, string | number>, time?: number): unknown
  end(time?: number): void
}

/** The part of an OpenTelemetry `Tracer` that is used. */
export interface TracerLike<Context> {
  startSpan(
    name: string,
    options: { startTime: number; attributes: Record<string, string | number> },
    context?: Context,
  ): SpanLike
}

/** How the times and the parents of a recording become those of spans. */
export interface OpenTelemetryOptions<Context> {
  /** Milliseconds since 1970 at which the recording began: `Date.now() - recorder.now()`. */
  readonly origin: number
  /**
   * Makes the context in which a child's span is started from its parent's span. With the API package:
   * `span => trace.setSpan(context.active(), span)`. Without it every span is a root.
   */
  readonly contextOf?: (parent: SpanLike) => Context
}

/** `SpanStatusCode.ERROR` of the OpenTelemetry API. */
const ERROR = 2

/** A listener for a recorder: `recorder.listen(toOpenTelemetry(tracer, options), schedule)`. */
export function toOpenTelemetry<Context>(
  tracer: TracerLike<Context>,
  { origin, contextOf }: OpenTelemetryOptions<Context>,
): (batch: Batch) => void {
  const spans = new Map<number, SpanLike>()

  const startSpan = (event: Extract<TraceEvent, { kind: 'spawn' }>) => {
    // After a gap a recorder tells again what still holds: the span of that process is open already.
    if (spans.has(event.process)) return
    const attributes: Record<string, string | number> = {
      'hocket.process': event.process,
      'hocket.flavour': event.flavour,
    }
    if (event.site !== undefined) attributes['code.location'] = event.site
    const parent = event.parent === undefined ? undefined : spans.get(event.parent)
    const options = { startTime: origin + event.time, attributes }
    const span =
      parent && contextOf
        ? tracer.startSpan(event.name, options, contextOf(parent))
        : tracer.startSpan(event.name, options)
    spans.set(event.process, span)
  }

  const endSpan = (event: Extract<TraceEvent, { kind: 'end' }>) => {
    const span = spans.get(event.process)
    if (!span) return
    spans.delete(event.process)
    span.setAttribute('hocket.outcome', event.outcome)
    if (event.outcome === 'failed') {
      span.setStatus({ code: ERROR, ...(event.error !== undefined && { message: event.error }) })
    }
    span.end(origin + event.time)
  }

  return ({ events }) => {
    for (const event of events) {
      if (event.kind === 'spawn') startSpan(event)
      else if (event.kind === 'end') endSpan(event)
      else if (event.kind === 'deadlock') {
        for (const process of event.stuck) {
          spans.get(process)?.addEvent('deadlock', {}, origin + event.time)
        }
      }
    }
  }
}
