import { mkdtemp, open, rm, stat, statfs } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { bytesText } from '../view/amounts.ts'
import type { Finding } from './finding.ts'

const SPACE_NEEDED = 1024 ** 3
const FSYNC_SLOW_MS = 50

/** Whether checkpoints can be written into `dir`, how much room there is, and what making one durable costs. */
export async function examineDisk(dir: string): Promise<Finding[]> {
  const home = await nearestThere(resolve(dir))
  try {
    const { bavail, bsize } = await statfs(home)
    const fsyncMs = await timeFsync(home)
    return [spaceFinding(home, bavail * bsize), fsyncFinding(fsyncMs)]
  } catch (error) {
    const fact = `${home} cannot be written (${(error as Error).message})`
    return [{ subject: 'disk', fact, health: 'bad', fix: 'Give a folder of your own with --dir.' }]
  }
}

function spaceFinding(home: string, free: number): Finding {
  const finding = { subject: 'disk', fact: `${bytesText(free)} free in ${home}` }
  if (free >= SPACE_NEEDED) return { ...finding, health: 'good' }
  return { ...finding, health: 'poor', fix: 'Checkpoints need room: free some, or give another folder with --dir.' }
}

function fsyncFinding(ms: number): Finding {
  const finding = { subject: 'fsync', fact: `${ms.toFixed(1)} ms for 1 MiB` }
  if (ms <= FSYNC_SLOW_MS) return { ...finding, health: 'good' }
  return {
    ...finding,
    health: 'poor',
    fix: 'Each epoch waits for this; use a faster disk or checkpoints: { every: 5 }.',
  }
}

async function timeFsync(home: string): Promise<number> {
  const folder = await mkdtemp(join(home, '.hypersweep-doctor-'))
  try {
    await using file = await open(join(folder, 'probe'), 'wx')
    await file.write(new Uint8Array(1024 ** 2))
    const start = performance.now()
    await file.sync()
    return performance.now() - start
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The folder itself, or the closest one above it that is there. */
async function nearestThere(path: string): Promise<string> {
  const isThere = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  )
  return isThere || dirname(path) === path ? path : nearestThere(dirname(path))
}
