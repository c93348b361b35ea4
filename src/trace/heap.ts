/**
 * All living instances of a class, asked of the inspector: what a report needs to know about objects that nobody
 * numbered while they were made. It collects garbage first, so it belongs at the end of a program.
 */

import { builtin, host } from './host.ts'

/** @returns undefined where there is no inspector to ask */
export function instancesOf(prototype: object): object[] | undefined {
  const inspector = builtin('node:inspector')
  if (inspector === undefined) return undefined
  const exchange = { prototype, instances: undefined as object[] | undefined }
  const key = `hocket.${Math.random()}`
  const place = host as unknown as Record<string, unknown>
  const session = new inspector.Session()
  let id: string | undefined
  try {
    session.connect()
    place[key] = exchange
    const name = `globalThis[${JSON.stringify(key)}]`
    const ask = (method: string, parameters: object) =>
      session.post(method, parameters, (_error, answer) => {
        id = (answer?.result ?? answer?.objects)?.objectId
      })
    ask('Runtime.evaluate', { expression: `${name}.prototype` })
    ask('Runtime.queryObjects', { prototypeObjectId: id })
    ask('Runtime.callFunctionOn', {
      objectId: id,
      functionDeclaration: `function () { ${name}.instances = this }`,
    })
    // Prototypes of subclasses inherit from it as well.
    return exchange.instances?.filter(instance => !Object.hasOwn(instance, 'constructor'))
  } catch {
    return undefined
  } finally {
    delete place[key]
    session.disconnect()
  }
}
