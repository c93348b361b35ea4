/**
 * The chat server on loopback, with guests who talk at once, who do not read, and who break the rules.
 */
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect, test } from 'vitest'
import { chat, Guest } from '../../examples/chat.ts'

/** Runs a server; when it has ended, so must have everything in it. */
async function withServer(
  patience: number,
  body: (enter: (name: string) => Promise<Guest>, port: number) => Promise<void>,
): Promise<void> {
  const stop = new AbortController()
  let listening!: (port: number) => void
  const port = new Promise<number>(resolve => {
    listening = resolve
  })
  const served = chat({ patience, stop: stop.signal, onListening: listening })
  try {
    const at = await port
    const enter = async (name: string): Promise<Guest> => {
      const guest = new Guest(at, name)
      await guest.hear(`* ${name} has entered lobby`)
      return guest
    }
    await body(enter, at)
  } finally {
    stop.abort()
    await served
  }
}

const LONG = 60_000

test('everybody in a room hears the same in the same order', () =>
  withServer(LONG, async enter => {
    const guests = [await enter('Ada'), await enter('Charles'), await enter('Luigi')]
    for (let line = 0; line < 100; line++) for (const guest of guests) guest.say(`line ${line}`)
    for (const guest of guests) guest.say('/quit')
    await Promise.all(guests.map(guest => guest.hear()))
    const said = guests.map(({ heard }) => heard.filter(line => line.includes(': line')))
    // The last to leave has heard everything, the others a beginning of it: and all of their own.
    const longest = said.reduce((a, b) => (a.length > b.length ? a : b))
    expect(longest).toHaveLength(300)
    for (const lines of said) expect(lines).toEqual(longest.slice(0, lines.length))
    for (const name of ['Ada', 'Charles', 'Luigi'])
      expect(longest.filter(line => line.startsWith(name))).toEqual(
        Array.from({ length: 100 }, (_, line) => `${name}: line ${line}`),
      )
  }))

test('what is said in a room stays in the room', () =>
  withServer(LONG, async enter => {
    const ada = await enter('Ada')
    const charles = await enter('Charles')
    charles.say('/join workshop')
    await charles.hear('* Charles has entered workshop')
    await ada.hear('* Charles has left')
    charles.say('secret')
    await charles.hear('Charles: secret')
    ada.say('anybody?')
    await ada.hear('Ada: anybody?')
    expect(ada.heard).not.toContain('Charles: secret')
  }))

test('a guest who does not read is shown out, and the others go on', () =>
  withServer(100, async (enter, port) => {
    const ada = await enter('Ada')
    const sleepy = connect(port, '127.0.0.1')
    sleepy.pause()
    sleepy.write('Sleepy\n')
    await ada.hear('* Sleepy has entered lobby')
    // More than the systems on both sides keep for somebody who does not read.
    const line = 'z'.repeat(900)
    for (let left = 20_000; left > 0; left--) ada.say(line)
    await ada.hear('* Sleepy has left')
    ada.say('at last')
    await ada.hear('Ada: at last')
    expect(ada.heard.filter(heard => heard === `Ada: ${line}`)).toHaveLength(20_000)
    sleepy.destroy()
  }))

test('a line without end, and a connection that breaks, end one visit', () =>
  withServer(LONG, async (enter, port) => {
    const ada = await enter('Ada')
    const endless = connect(port, '127.0.0.1')
    endless.on('error', () => {})
    endless.write('Endless\n')
    await ada.hear('* Endless has entered lobby')
    endless.write('z'.repeat(5_000))
    await ada.hear('* Endless has left')
    if (!endless.closed) await once(endless.resume(), 'close')

    const broken = connect(port, '127.0.0.1')
    broken.write('Broken\n')
    await ada.hear('* Broken has entered lobby')
    broken.resetAndDestroy()
    await ada.hear('* Broken has left')
  }))

test('guests who are still there when the server stops are sent what waits for them', async () => {
  const guests: Guest[] = []
  await withServer(LONG, async enter => {
    guests.push(await enter('Ada'), await enter('Charles'))
    await guests[0]!.hear('* Charles has entered lobby')
  })
  await Promise.all(guests.map(guest => guest.hear()))
  expect(guests[1]!.heard.at(-1)).toMatch(/has entered lobby|has left/)
})
