import { cpus } from 'node:os'
import { childrenOf, procText } from '../proc.ts'

/** Clock ticks of /proc a second: 100 on every Linux that Node runs on. */
const TICKS = 100

/** Seconds of processor that a process and those that it started have used, those too that have ended. */
export function processorSeconds(pid: number): number {
  return ownSeconds(pid) + childrenOf(pid).reduce((sum, child) => sum + processorSeconds(child), 0)
}

/** Seconds of processor that this whole machine has used, on all its cores. */
export function machineSeconds(): number {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0) / 1000
}

function ownSeconds(pid: number): number {
  const text = procText(`${pid}/stat`)
  if (text === '') return 0
  // The second field, a name in parentheses, may hold blanks.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const [user, system, endedUser, endedSystem] = fields.slice(11, 15).map(Number)
  return (user! + system! + endedUser! + endedSystem!) / TICKS
}
