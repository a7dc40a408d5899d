import { readdirSync, readFileSync } from 'node:fs'

/** A text of Linux's /proc; empty where its process is gone. */
export function procText(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8')
  } catch {
    return ''
  }
}

/** The processes that a process has started. */
export function childrenOf(pid: number): number[] {
  return tasksOf(pid).flatMap((task) =>
    procText(`${pid}/task/${task}/children`)
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
