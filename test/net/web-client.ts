/** What a page in a browser would run: joining a realm over WebSocket. */
import { wsconnect } from '@nats-io/nats-core'
import { join } from '../../src/net/join.ts'

const connection = await wsconnect({ servers: process.argv[2]!, noEcho: true })
const net = await join(connection, { name: 'page', realm: 'web' })
const questions = await net.reader<number>('questions')
const answers = await net.writer<string>('answers')
const n = await questions.read()
await answers.write(`${n} squared is ${n * n}`)
await net.close()
console.log('done')
