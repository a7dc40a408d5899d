import { isAbsolute, resolve, sep } from 'node:path'
import { DatasetError } from '../errors.ts'

/**
 * The place of `path` below `root`.
 *
 * Links are followed wherever they lead: whoever made one below the root meant it.
 *
 * @throws DatasetError DATA_PATH for an absolute path and for one that leads out of the root
 */
export function dataPath(root: string, path: string): string {
  const place = resolve(root, path)
  const below = resolve(root)
  const isInside = place === below || place.startsWith(below.endsWith(sep) ? below : below + sep)
  if (isInside && !isAbsolute(path) && path !== '' && !path.includes('\0')) return place
  throw new DatasetError(
    'DATA_PATH',
    `The data path is '${path}'.`,
    `It has to be relative and to stay below ${below}: move or link the data there, or choose another root.`,
  )
}
