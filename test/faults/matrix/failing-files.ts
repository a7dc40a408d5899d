import fs, { type FileHandle } from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import type { FailPoint, Step } from './fail-point.ts'

const points = new Map<string, FailPoint>()
const real = { open: fs.open, rename: fs.rename }

/** Lets a fail point happen at what is done with the files below a folder. */
export function failingFiles(folder: string, point: FailPoint): Disposable {
  points.set(folder, point)
  return { [Symbol.dispose]: () => points.delete(folder) }
}

// Every module that imports these functions gets them.
Object.assign(fs, {
  async open(path: string, flags: string, mode?: number) {
    const handle = await real.open(path, flags, mode)
    const point = pointAt(path)
    if (point !== undefined) fail(handle, point, flags === 'r')
    return handle
  },
  async rename(from: string, to: string) {
    const work = () => real.rename(from, to)
    return pointAt(to)?.at('rename', work) ?? work()
  },
})
syncBuiltinESMExports()

function pointAt(path: string): FailPoint | undefined {
  for (const [folder, point] of points) if (String(path).startsWith(folder)) return point
  return undefined
}

function fail(handle: FileHandle, point: FailPoint, isFolder: boolean): void {
  const sync = handle.sync.bind(handle)
  const write = handle.writeFile.bind(handle)
  const step: Step = isFolder ? 'sync the folder' : 'sync'
  handle.sync = () => point.at(step, sync)
  handle.writeFile = (...values) => point.at('write', () => write(...values))
}
