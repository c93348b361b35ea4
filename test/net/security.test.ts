/** What the server guards: TLS, users, and the subjects that are the rights on channels. */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { after, select } from '../../src/index.ts'
import {
  type ConnectOptions,
  connect,
  ForbiddenError,
  type Net,
  RealmError,
} from '../../src/net/index.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { freePort, hasServer, Server } from './server.ts'

/** What every node needs, beside the rights on channels. */
const common = (name: string) => ({
  publish: [
    `"hocket.shop.node.*.${name}"`,
    `"hocket.shop.ping.${name}"`,
    '"$JS.API.INFO"',
    '"$JS.API.STREAM.INFO.KV_hocket_shop"',
    '"$JS.API.STREAM.CREATE.KV_hocket_shop"',
    '"$JS.API.STREAM.MSG.GET.KV_hocket_shop"',
    '"$JS.API.DIRECT.GET.KV_hocket_shop.>"',
    '"_INBOX.>"',
  ],
  subscribe: [
    `"hocket.shop.node.${name}.*"`,
    `"hocket.shop.back.${name}.*"`,
    `"hocket.shop.right.${name}.>"`,
    `"hocket.shop.ping.${name}"`,
    '"_INBOX.>"',
  ],
})

function user(name: string, rights: readonly string[], ...more: string[]): string {
  const { publish, subscribe } = common(name)
  const asks = rights.map(right => `"hocket.shop.right.*.${name}.${right}"`)
  const may = [...publish, ...asks, ...more]
  return `{ user: ${name}, password: secret, permissions: {
    publish: [${may.join(', ')}], subscribe: [${subscribe.join(', ')}], allow_responses: true } }`
}

const users = `authorization { users: [
  ${user('home', [], '"$KV.hocket_shop.>"')}
  ${user('writer', ['write.jobs.>'])}
  ${user('reader', ['read.jobs.>'])}
  ${user('stranger', [])}
] }`

describe.runIf(hasServer)('rights', () => {
  let server: Server
  const open: Net[] = []
  beforeAll(async () => {
    server = await Server.start({ config: users })
  })
  afterAll(() => server?.stop())
  afterEach(async () => {
    for (const net of open.splice(0)) await net.close()
  })

  async function join(name: string, options: Partial<ConnectOptions> = {}): Promise<Net> {
    const net = await connect({
      servers: server.url,
      realm: 'shop',
      name,
      user: name,
      pass: 'secret',
      ...options,
    })
    open.push(net)
    return net
  }

  test('who may write, writes; who may read, reads; and neither the other way', async () => {
    const home = await join('home')
    const jobs = await home.channel<number>('jobs.fast')
    const writer = await join('writer')
    const reader = await join('reader')
    const out = await writer.writer<number>('jobs.fast')
    const input = await reader.reader<number>('jobs.fast')
    expect(await Promise.all([input.read(), out.write(1)])).toEqual([1, undefined])

    const notRead = writer.reader<number>('jobs.fast')
    await expect(notRead).rejects.toThrow(ForbiddenError)
    await expect(notRead).rejects.toMatchObject({ channel: 'jobs.fast', end: 'reader' })
    await expect(reader.writer<number>('jobs.fast')).rejects.toMatchObject({
      name: 'ForbiddenError',
      channel: 'jobs.fast',
      end: 'writer',
    })
    // An end by its address, or one that was received, is no way around.
    const smuggled = reader.node.writer<number>(jobs.address)
    await expect(smuggled.write(2)).rejects.toThrow(ForbiddenError)
    const chosen = select({ put: smuggled.offer(2), late: after(20_000) })
    await expect(chosen).rejects.toMatchObject({ name: 'ForbiddenError', key: 'put' })
    smuggled.poison(new Error('harm'))
    smuggled.close()
    // And nobody else is harmed.
    expect(await Promise.all([input.read(), out.write(3)])).toEqual([3, undefined])
  })

  test('the home takes no offer of a node that has not asked, whatever its client does', async () => {
    const home = await join('home')
    const jobs = await home.channel<number>('jobs.fast')
    const stranger = await join('stranger')
    const { rights } = stranger as unknown as { rights: { admit(): undefined } }
    rights.admit = () => undefined
    const forced = stranger.node.writer<number>(jobs.address)
    await expect(forced.write(1)).rejects.toThrow(ForbiddenError)
    forced.poison(new Error('harm'))
    const writer = await join('writer')
    const out = await writer.writer<number>('jobs.fast')
    expect(await Promise.all([jobs.reader.read(), out.write(2)])).toEqual([2, undefined])
  })

  test('a realm without rights', async () => {
    const elsewhere = join('stranger', { realm: 'bank' })
    await expect(elsewhere).rejects.toThrow(RealmError)
    await expect(elsewhere).rejects.toMatchObject({ realm: 'bank' })
    const masked = join('home-2', { user: 'stranger' })
    await expect(masked).rejects.toThrow('has no right to be this node')
    const stranger = await join('stranger')
    await expect(stranger.channel('own')).rejects.toThrow(RealmError)
    await expect(stranger.channel('own')).rejects.toThrow('no right to its names')
  })

  test('a wrong password is the error of the client', async () => {
    await expect(join('home', { pass: 'wrong' })).rejects.toThrow(/authorization/i)
  })
})

describe.runIf(hasServer)('TLS', () => {
  let certificate: Certificate
  let server: Server
  beforeAll(async () => {
    certificate = makeCertificate()
    server = await Server.start({ config: certificate.config })
  })
  afterAll(async () => {
    await server?.stop()
    certificate?.remove()
  })

  test('with the right authority, values travel', async () => {
    const { ca } = certificate
    const secure = { servers: server.url, tls: { ca } }
    const a = await connect({ ...secure, name: 'a' })
    const b = await connect({ ...secure, name: 'b' })
    const { reader } = await a.channel<string>('secrets')
    const out = await b.writer<string>('secrets')
    expect(await Promise.all([reader.read(), out.write('x')])).toEqual(['x', undefined])
    await b.close()
    await a.close()
  })

  test('with another, nothing does', async () => {
    const insecure = connect({ servers: server.url, name: 'c', maxReconnectAttempts: 0, tls: {} })
    await expect(insecure).rejects.toThrow(/certificate/i)
  })
})

test.runIf(hasServer)('a client over WebSocket', async () => {
  const port = await freePort()
  const config = `websocket { listen: "127.0.0.1:${port}", no_tls: true }`
  const server = await Server.start({ config })
  try {
    const home = await connect({ servers: server.url, name: 'home', realm: 'web' })
    const questions = await home.channel<number>('questions')
    const answers = await home.channel<string>('answers')
    const program = fileURLToPath(new URL('./web-client.ts', import.meta.url))
    // What browsers have by themselves, this version of Node has behind a flag.
    const words = ['--experimental-websocket', '--import', 'tsx', program, `ws://127.0.0.1:${port}`]
    const client = promisify(execFile)(process.execPath, words)
    await questions.writer.write(6)
    expect(await answers.reader.read()).toBe('6 squared is 36')
    const { stdout } = await client
    expect(stdout.trim()).toBe('done')
    await home.close()
  } finally {
    await server.stop()
  }
})
