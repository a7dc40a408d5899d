import { readdirSync, readFileSync } from 'node:fs'

/** Resident megabytes of a process and all that it started; 0 where it is gone. */
export function residentMb(pid: number): number {
  const [own, children] = [residentOf(pid), childrenOf(pid)]
  return children.reduce((sum, child) => sum + residentMb(child), own)
}

function residentOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(read(`/proc/${pid}/status`))?.[1] ?? 0) / 1024
}

function childrenOf(pid: number): number[] {
  return tasksOf(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`)
      .split(' ')
      .filter((word) => word !== '')
      .map(Number),
  )
}

function tasksOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    return []
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
