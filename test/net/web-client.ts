/** What a page in a browser would run: joining a realm over WebSocket. */
import { connect } from '../../src/net/index.ts'

const net = await connect({ servers: process.argv[2]!, name: 'page', realm: 'web' })
const questions = await net.reader<number>('questions')
const answers = await net.writer<string>('answers')
const n = await questions.read()
await answers.write(`${n} squared is ${n * n}`)
await net.close()
console.log('done')
