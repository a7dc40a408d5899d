import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSweepId } from '../trial-name.ts'
import { nowIn } from './now-in.ts'
import { ownedName, removeAbandoned } from './remove-abandoned.ts'
import { unlessMissing } from './unless-missing.ts'

const PINS = '.pins'
/** Far below the time after which a file that nobody writes to counts as abandoned. */
const TOUCH_MS = 60_000

/**
 * A file that says that this process reads a sweep's checkpoints in `dir`, until it is disposed. Where there is nothing to
 * read it is none, and neither where nothing may be written: a reader needs no right to write.
 */
export async function pin(dir: string, sweepId: string): Promise<AsyncDisposable> {
  checkSweepId(sweepId)
  const path = join(dir, PINS, ownedName(sweepId, 'pin'))
  const isPinned = await mkdir(join(dir, PINS), { mode: 0o700 })
    .catch(unlessThere)
    .then(() => writeFile(path, '.', { mode: 0o600 }))
    .then(() => true, unlessImpossible)
  if (!isPinned) return { [Symbol.asyncDispose]: async () => undefined }
  let touching = Promise.resolve()
  // What the file system itself notes of a write is on its own clock.
  const touch = () => {
    touching = touching.then(() => writeFile(path, '.', { mode: 0o600 })).catch(() => undefined)
  }
  const timer = setInterval(touch, TOUCH_MS).unref()
  return {
    async [Symbol.asyncDispose]() {
      clearInterval(timer)
      await touching
      await rm(path, { force: true })
    },
  }
}

/** Whether a live process reads the sweep's checkpoints in `dir`; what dead ones left is taken away. */
export async function pinned(dir: string, sweepId: string): Promise<boolean> {
  const folder = join(dir, PINS)
  const ours = async () =>
    (await readdir(folder).catch(unlessMissing<string[]>([]))).some((name) => name.startsWith(`${sweepId}.`))
  if (!(await ours())) return false
  await removeAbandoned(folder, await nowIn(folder))
  return ours()
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

function unlessImpossible(error: NodeJS.ErrnoException): false {
  if (['ENOENT', 'EACCES', 'EPERM', 'EROFS'].includes(error.code ?? '')) return false
  throw error
}
