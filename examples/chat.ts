/**
 * A chat server, for telnet or netcat.
 *
 *     socket ──▶ split ──lines──▶ attend ──events──┐
 *     socket ──▶ split ──lines──▶ attend ──events──┼──▶ hall ──▶ every socket in the room
 *     socket ──▶ split ──lines──▶ attend ──events──┘
 *
 * The hall is one process: it alone knows who is in which room, so there is nothing to lock, and everybody in
 * a room is told the same in the same order. A socket is a pair of channels here, and the buffer of one of them is
 * what may wait for its visitor. When that is full the hall waits, and with it whoever talks, but only for so long:
 * then the visitor is too slow, and its channel is poisoned, which destroys the socket, ends its two processes,
 * and disturbs nobody else.
 *
 * Everybody who may tell the hall something has a lease of its channel; when the server has stopped and the last
 * visitor has left, the hall ends.
 *
 *     node --import tsx examples/chat.ts                   a demonstration
 *     node --import tsx examples/chat.ts 7000              then: nc localhost 7000
 */
import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { pathToFileURL } from 'node:url'
import { after, fifo, type Reader, scope, select, type Writer } from 'hocket'
import { component } from 'hocket/components'
import { fromDuplex } from 'hocket/interop/node'

/** How many lines may wait for a visitor. */
const BACKLOG = 64
const LONGEST_LINE = 1_000

interface Visitor {
  readonly name: string
  readonly out: Writer<string>
}

type Event =
  | { readonly kind: 'enter'; readonly visitor: Visitor; readonly room: string }
  | { readonly kind: 'say'; readonly visitor: Visitor; readonly text: string }
  | { readonly kind: 'leave'; readonly visitor: Visitor }

/** Knows who is where, and tells everybody in a room what happens there. */
const hall = component(async function hall(events: Reader<Event>, patience: number) {
  const roomOf = new Map<Visitor, string>()
  const tellRoom = (room: string | undefined, line: string) => {
    const there = [...roomOf].filter(([, its]) => its === room)
    return Promise.all(there.map(([visitor]) => tell(visitor, line, patience)))
  }
  const leave = async (visitor: Visitor): Promise<void> => {
    const room = roomOf.get(visitor)
    if (roomOf.delete(visitor)) await tellRoom(room, `* ${visitor.name} has left`)
  }
  for await (const event of events) {
    const { kind, visitor } = event
    if (kind === 'say') await tellRoom(roomOf.get(visitor), `${visitor.name}: ${event.text}`)
    else if (kind === 'leave') await leave(visitor)
    else {
      await leave(visitor)
      roomOf.set(visitor, event.room)
      await tellRoom(event.room, `* ${visitor.name} has entered ${event.room}`)
    }
  }
})

/** Sends a line to a visitor, who is given some time to take it. */
async function tell({ out }: Visitor, line: string, patience: number): Promise<void> {
  try {
    const { key } = await select({ taken: out.offer(`${line}\n`), late: after(patience) })
    if (key === 'late') out.poison(new Error('too slow'))
  } catch {
    // The socket has gone; that its visitor leaves is on its way here.
  }
}

/** Cuts what comes from a socket into lines. */
const split = component(async function split(pieces: Reader<string>, lines: Writer<string>) {
  let rest = ''
  for await (const piece of pieces) {
    const whole = (rest + piece).split(/\r?\n/)
    rest = whole.pop() as string
    if (rest.length > LONGEST_LINE) throw new Error(`a line of more than ${LONGEST_LINE} letters`)
    for (const line of whole) await lines.write(line)
  }
})

/** Looks after one visitor until it leaves, its connection breaks, or the server stops. */
async function attend(socket: Socket, events: Writer<Event>, stop: AbortSignal): Promise<void> {
  using own = events
  let visitor: Visitor | undefined
  try {
    await scope(async s => {
      const name = `visitor at port ${socket.remotePort}`
      const ends = fromDuplex<string>(socket.setEncoding('utf8'), { name, buffer: fifo(BACKLOG) })
      const out = s.own(ends.writer)
      const lines = s.channel<string>('lines')
      s.spawn(split(s.own(ends.reader), lines.writer))
      await out.write('What is your name?\n')
      for (;;) {
        const chosen = await select({ stop, line: lines.reader.step })
        if (chosen.key === 'stop' || chosen.value.done || chosen.value.value === '/quit') break
        const line = chosen.value.value
        if (visitor === undefined) {
          visitor = { name: line, out }
          await own.write({ kind: 'enter', visitor, room: 'lobby' })
        } else if (line.startsWith('/join '))
          await own.write({ kind: 'enter', visitor, room: line.slice(6) })
        else await own.write({ kind: 'say', visitor, text: line })
      }
      // Closes what it owns on leaving: the lines that wait for the visitor are still sent.
      ends.reader.close()
    })
  } catch {
    // Too slow, too long a line, a broken connection: the visitor has gone, and that is all there is to it.
  }
  if (visitor !== undefined) await own.write({ kind: 'leave', visitor })
}

export interface ChatOptions {
  readonly port?: number
  /** Milliseconds that a visitor may hold up the others; 1,000 if left out. */
  readonly patience?: number
  /** Ends the server when it is aborted. */
  readonly stop: AbortSignal
  readonly onListening?: (port: number) => void
}

/** Serves until it is stopped and everybody has left. */
export function chat({
  port = 0,
  patience = 1_000,
  stop,
  onListening,
}: ChatOptions): Promise<void> {
  return scope(async s => {
    const events = s.channel<Event>('events')
    using own = events.writer.lease()
    s.spawn(hall(events.reader, patience))
    const server = createServer(socket => {
      const lease = own.lease()
      s.spawn(() => attend(socket, lease, stop), { name: `attend ${socket.remotePort}` })
    })
    server.listen(port, '127.0.0.1')
    try {
      await once(server, 'listening')
      onListening?.((server.address() as AddressInfo).port)
      await select({ stop }, { signal: s.signal })
    } finally {
      server.close()
    }
  })
}

/** The other side of the socket: somebody who types and reads. */
export class Guest {
  readonly heard: string[] = []
  private readonly socket: Socket
  private readonly lines: AsyncIterator<string>

  constructor(port: number, name: string) {
    this.socket = connect(port, '127.0.0.1')
    this.lines = createInterface(this.socket)[Symbol.asyncIterator]()
    this.say(name)
  }

  say(line: string): void {
    this.socket.write(`${line}\n`)
  }

  /** Reads until it has heard this line, or, without one, until the connection ends. */
  async hear(line?: string): Promise<void> {
    for (let next = await this.lines.next(); !next.done; next = await this.lines.next()) {
      this.heard.push(next.value)
      if (next.value === line) return
    }
    if (line !== undefined) throw new Error(`'${line}' was never said`)
  }
}

/** Three guests meet, and what one of them has heard is printed. */
async function demonstrate(port: number, end: () => void): Promise<void> {
  const guests: Guest[] = []
  const enter = async (name: string): Promise<Guest> => {
    const guest = new Guest(port, name)
    guests.push(guest)
    for (const each of guests) await each.hear(`* ${name} has entered lobby`)
    return guest
  }
  const ada = await enter('Ada')
  const charles = await enter('Charles')
  ada.say('How is the engine?')
  await charles.hear('Ada: How is the engine?')
  charles.say('It lacks a wheel.')
  const luigi = await enter('Luigi')
  luigi.say('Buongiorno!')
  await luigi.hear('Luigi: Buongiorno!')
  charles.say('/join workshop')
  await charles.hear('* Charles has entered workshop')
  end()
  await Promise.all(guests.map(guest => guest.hear()))
  for (const line of ada.heard) console.log(line)
}

async function main([port]: readonly string[]): Promise<void> {
  const stop = new AbortController()
  const end = (): void => stop.abort()
  process.once('SIGINT', end)
  const given = port !== undefined
  await chat({
    port: Number(port ?? 0),
    stop: stop.signal,
    async onListening(at) {
      if (given) console.log(`listening on port ${at}`)
      else await demonstrate(at, end)
    },
  })
  process.off('SIGINT', end)
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(process.argv.slice(2))
