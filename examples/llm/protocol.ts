/**
 * What a language-model server and its clients say to each other: a stream of server-sent events.
 */

/** A tool that the model asks for while it answers. */
export interface ToolCall {
  readonly tool: string
  readonly argument: string
}

export interface ToolResult extends ToolCall {
  readonly result: string
}

/** One event of a model's answer: some text, or a call. */
export type ModelEvent = { readonly text: string } | ToolCall

/** What the model has been told so far: the question, and the results of its calls. */
export type Conversation = readonly (string | ToolResult)[]

/** A value as an event on the wire. */
export const serverSent = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`

/** Closes a stream that is complete: one that ends without it was cut off. */
export const DONE = 'data: [DONE]\n\n'

/**
 * The events of a response as they come. Reads on only when the next one is asked for.
 *
 * @throws Error when the server refuses or the stream is cut off; the reason of the request's signal
 */
export async function* received<T>(response: Response): AsyncGenerator<T, void> {
  if (!response.ok || response.body === null)
    throw new Error(`the server answered ${response.status} ${await response.text()}`.trim())
  let rest = ''
  for await (const piece of response.body.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() as string
    for (const line of lines) {
      if (line === 'data: [DONE]') return
      if (line.startsWith('data: ')) yield JSON.parse(line.slice(6)) as T
    }
  }
  throw new Error('the stream was cut off')
}

/** Asks a server for a stream of events. */
export const post = (url: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  fetch(url, { method: 'POST', body: JSON.stringify(body), ...(signal && { signal }) })
