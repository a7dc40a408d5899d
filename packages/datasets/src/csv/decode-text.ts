import { DatasetError } from '../errors.ts'
import type { DataFile } from '../files/read-data-file.ts'

/** @throws DatasetError DATA_ENCODING */
export function decodeText({ bytes }: DataFile): string {
  try {
    // Takes a byte order mark away.
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch (cause) {
    throw new DatasetError('DATA_ENCODING', 'The text is not UTF-8.', 'Save it again as UTF-8.', { cause })
  }
}
