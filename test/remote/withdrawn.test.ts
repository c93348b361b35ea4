import { expect, test } from 'vitest'
import type { Message } from '../../src/remote/message.ts'
import { RemoteNode } from '../../src/remote/node.ts'

/** A home with a writer that it has claimed, and a reader that it will send the value to, unasked. */
function claiming() {
  const [home, writer, reader] = ['h', 'w', 'x'].map(id => new RemoteNode({ id, epoch: '1' }))
  const channel = home!.createChannel('c')
  const other = { home: 'elsewhere', name: 'd' }
  const sync = reader!.begin([
    { channel, direction: 'read' },
    { channel: other, direction: 'read' },
  ])
  writer!.begin([{ channel, direction: 'write', value: 1 }], { mixed: true })
  const pass = (from: RemoteNode, to: RemoteNode): Message[] => {
    const messages = from
      .takeOutbox()
      .flatMap(({ to: id, message }) => (id === to.id ? message : []))
    for (const message of messages) to.receive(from.id, message)
    return messages
  }
  pass(reader!, home!)
  pass(writer!, home!)
  return { home: home!, writer: writer!, reader: reader!, sync, pass }
}

test.each(['before', 'after'])(
  'a reader that has chosen otherwise and left %s the writer was granted takes nothing',
  when => {
    const { home, writer, reader, sync, pass } = claiming()
    expect(pass(home, writer).map(({ type }) => type)).toEqual(['claim'])
    if (when === 'after') pass(writer, home)
    expect(reader.chooseLocal(sync)).toBe(true)
    pass(reader, home)
    if (when === 'before') pass(writer, home)
    home.nodeDown('x')
    // Neither `unknown` nor anything else that would end its write.
    expect(pass(home, writer).map(({ type }) => type)).toEqual(['release'])
    expect(writer.takeEvents().filter(({ type }) => type === 'settled')).toEqual([])
  },
)
