import { redisClient } from '@hypersweep/adapters'
import { auditor, type Findings } from './audit.ts'
import { scripts } from './scripts.ts'

export interface Listening extends AsyncDisposable {
  /** What an audit of everything heard so far came to. */
  findings(): Findings
  /** How many commands came from this address, of all its ports. */
  heardFrom(address: string): number
}

/** Hears everything that the server does, again after each of its deaths. */
export async function listen(url: string): Promise<Listening> {
  const audit = auditor(scripts)
  const client = redisClient({ url, role: 'worker' })
  let isOver = false
  const counts = new Map<string, number>()
  const monitors = new Set<{ disconnect(): void }>()
  const connect = async (): Promise<void> => {
    const monitor = await client.monitor()
    monitors.add(monitor)
    monitor.on('monitor', (_time: string, args: string[], source: string) => {
      audit.hear(args, source === 'lua')
      const address = source.replace(/:\d+$/, '')
      counts.set(address, (counts.get(address) ?? 0) + 1)
    })
    monitor.on('error', () => undefined)
    monitor.once('end', () => {
      monitors.delete(monitor)
      if (!isOver) void connect().catch(() => undefined)
    })
  }
  await connect()
  return {
    findings() {
      audit.settle()
      return audit.findings
    },
    heardFrom: (address) => counts.get(address) ?? 0,
    async [Symbol.asyncDispose]() {
      isOver = true
      for (const monitor of monitors) monitor.disconnect()
      client.disconnect()
    },
  }
}
