import { randomUUID } from 'node:crypto'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isAlive } from './is-alive.ts'
import { pidScope } from './pid-scope.ts'
import { unlessMissing } from './unless-missing.ts'

/** A save that is under way writes all the time, and a pin is written each minute. */
const ABANDONED_AFTER_MS = 10 * 60_000

/** `<name>.<where its process number counts>.<process>.<random>.writing` or `….pin` */
const OWNED = /\.([0-9a-z_-]+)\.(\d+)\.[0-9a-f-]{36}\.(?:writing|pin)$/i

/** A name for what this process alone writes, that no other has; it counts for as long as the process lives. */
export function ownedName(name: string, kind: 'writing' | 'pin'): string {
  return `${name}.${pidScope()}.${process.pid}.${randomUUID()}.${kind}`
}

/**
 * Takes away what killed processes left: at once where their process can be seen to be gone, else once nobody has written
 * to it for ten minutes. A process number says nothing of another container, nor of one that was started again.
 *
 * @param nowMs  on the clock of the folder's file system, which may be another machine's
 */
export async function removeAbandoned(folder: string, nowMs: number): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    if (OWNED.test(name) && isAbandoned(name, nowMs - (await writtenAt(path)))) await rm(path, { force: true })
  }
}

/** Whether what a process alone writes was left by one that is gone. */
export function isAbandoned(name: string, ageMs: number): boolean {
  const [, scope, pid] = OWNED.exec(name) ?? []
  if (scope === undefined) return false
  return (scope === pidScope() && !isAlive(Number(pid))) || ageMs > ABANDONED_AFTER_MS
}

/** Never, where its writer has ended meanwhile. */
async function writtenAt(path: string): Promise<number> {
  return stat(path).then(({ mtimeMs }) => mtimeMs, unlessMissing(Number.POSITIVE_INFINITY))
}
