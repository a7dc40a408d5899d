import { basename, isAbsolute, normalize, resolve, sep } from 'node:path'

export interface DataPlace {
  /** The folder to look in. */
  root: string
  /** Where below it; with `/` between folders on every system. */
  path: string
}

/**
 * A path that a person wrote, split into a folder and a path that stays below it.
 *
 * The person may name any place of their machine; what a sweep stores must mean nothing on another one beyond a place
 * below that machine's own data root. So `../data/mnist`, written in /home/x/sweeps, becomes `data/mnist` below /home/x,
 * and an absolute path its last name below the folder that holds it.
 */
export function locateData(folder: string, path: string): DataPlace {
  const absolute = resolve(folder, path)
  const below = isAbsolute(path)
    ? ''
    : normalize(path)
        .split(sep)
        .filter((part) => part !== '..' && part !== '.' && part !== '')
        .join(sep)
  const inner = absolute.endsWith(sep + below) && below !== '' ? below : basename(absolute)
  return { root: absolute.slice(0, -inner.length), path: inner.split(sep).join('/') }
}
