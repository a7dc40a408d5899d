import { execFileSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Process, startProcess } from '../faults/table/process.ts'
import { type CableEnd, cut, heal } from './cut.ts'

/** A network namespace with an address, a cable to the switch and a folder of its own. */
export interface Machine {
  name: string
  address: string
  folder: string
  /** The words before a command that let it run on this machine. */
  on: readonly string[]
  /** Starts `hypersweep` on it. */
  start(args: readonly string[], env?: Record<string, string>): Process
  /** Pulls its cable, and answers how. */
  cut(): string
  heal(): void
}

const SWITCH = 'switch'

/**
 * Machines on one switch: a bridge in the namespace of this process, and a pair of veth devices to each of the others.
 *
 * All of it ends with the namespace of this process.
 */
export function layOut<const Names extends readonly string[]>(
  names: Names,
  folder: string,
): Record<Names[number], Machine> {
  ip('link', 'add', SWITCH, 'type', 'bridge')
  ip('link', 'set', SWITCH, 'up')
  const machines = names.map((name, index) => machine(name, `10.77.0.${index + 1}`, join(folder, name)))
  return Object.fromEntries(machines.map((each) => [each.name, each])) as Record<Names[number], Machine>
}

function machine(name: string, address: string, folder: string): Machine {
  const port = `to-${name}`
  ip('netns', 'add', name)
  ip('link', 'add', port, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', name)
  ip('link', 'set', port, 'master', SWITCH, 'up')
  ip('-n', name, 'addr', 'add', `${address}/24`, 'dev', 'eth0')
  ip('-n', name, 'link', 'set', 'eth0', 'up')
  ip('-n', name, 'link', 'set', 'lo', 'up')
  mkdirSync(folder, { recursive: true })
  const on = ['ip', 'netns', 'exec', name]
  const ends: CableEnd[] = [{ device: port }, { namespace: name, device: 'eth0' }]
  return {
    name,
    address,
    folder,
    on,
    start: (args, env = {}) => startProcess(args, { cwd: folder, env, on }),
    cut: () => cut(ends),
    heal: () => heal(ends),
  }
}

function ip(...words: string[]): void {
  execFileSync('ip', words, { stdio: ['ignore', 'pipe', 'pipe'] })
}
