import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'

const main = join(import.meta.dirname, '../../../apps/coordinator/src/main.ts')

/** Seconds: by the clock, and of the processor in the process itself. */
export interface Timed {
  wall: number
  cpu: number
}

/** Runs one command line to its end, with compiled code kept from time to time. */
export function timedCommand(args: readonly string[], cwd: string): Promise<Timed> {
  return timed(['--conditions=hypersweep-source', main, ...args], cwd)
}

/** What every program of Node takes. */
export function timedNode(cwd: string): Promise<Timed> {
  return timed(['-e', '0'], cwd)
}

async function timed(args: readonly string[], cwd: string): Promise<Timed> {
  const file = join(cwd, 'cpu.txt')
  const note = `import { writeFileSync } from 'node:fs'
process.on('exit', () => writeFileSync(${JSON.stringify(file)}, String(process.cpuUsage().user)))`
  const env = { ...process.env, HYPERSWEEP_REDIS: '', NODE_COMPILE_CACHE: join(cwd, 'compiled') }
  const begun = performance.now()
  const preload = `data:text/javascript,${encodeURIComponent(note)}`
  const child = spawn(process.execPath, ['--import', preload, ...args], {
    cwd,
    env,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const [code] = (await once(child, 'close')) as [number | null]
  const wall = (performance.now() - begun) / 1000
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}:\n${stderr}`)
  const cpu = Number(readFileSync(file, 'utf8')) / 1e6
  rmSync(file)
  return { wall, cpu }
}
