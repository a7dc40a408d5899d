import { spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Machine } from './network.ts'

/** Tries to connect to a Redis, and says what came of it: a connection, an error, or nothing at all. */
const ATTEMPT = `
const socket = require('node:net').connect(6379, process.argv[1])
const end = (word) => (process.stdout.write(word), process.exit())
socket.on('connect', () => end('connected')).on('error', ({ code }) => end(code)).setTimeout(700, () => end('silence'))
`

/** What a new connection from a machine to an address of its network comes to. */
export async function connectionFrom({ on }: Machine, address: string): Promise<string> {
  const words = [...on, process.execPath, '--eval', ATTEMPT, address]
  const child = spawn(words[0]!, words.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text))
  await once(child, 'close')
  return said
}
