import { once } from 'node:events'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { boundServer } from './bound-server.ts'

test('the 129th connection is closed at once, and may come when another has gone', async () => {
  const server = await boundServer((_, answer) => void answer.end('here'), { host: '127.0.0.1', port: 0 })
  const { port } = server.address() as AddressInfo
  const open = async (): Promise<Socket> => {
    const socket = connect(port, '127.0.0.1')
    await once(socket, 'connect')
    return socket
  }
  const sockets = await Promise.all(Array.from({ length: 128 }, open))
  const late = connect(port, '127.0.0.1').on('error', () => undefined)
  await once(late, 'close')
  const [first] = sockets
  const gone = new Promise<void>((done) => {
    const look = () => server.getConnections((_, count) => (count < 128 ? done() : setImmediate(look)))
    look()
  })
  first!.destroy()
  await gone
  expect(await (await fetch(`http://127.0.0.1:${port}/`, { headers: { Connection: 'close' } })).text()).toBe('here')
  for (const socket of sockets) socket.destroy()
  await new Promise((closed) => server.close(closed))
})

test('a host that is none of this machine is said to be that', async () => {
  const bound = boundServer(() => undefined, { host: '192.0.2.1', port: 0 })
  await expect(bound).rejects.toThrow('Nothing can listen at 192.0.2.1:0: this machine has no such address.')
})
