import { childrenOf, procText } from '../proc.ts'

/** Resident megabytes of a process and all that it started; 0 where it is gone. */
export function residentMb(pid: number): number {
  const [own, children] = [residentOf(pid), childrenOf(pid)]
  return children.reduce((sum, child) => sum + residentMb(child), own)
}

function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(procText(`${pid}/status`))?.[1] ?? 0) / 1024
}
