import { readdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { DatasetError } from '../errors.ts'
import { type DataFile, readDataFile } from '../files/read-data-file.ts'

/**
 * The training files of a folder, and its test files, in the order of their names.
 *
 * @throws DatasetError DATA_MISSING without a training file; what reading a file throws
 */
export async function readCifarFolder(folder: string): Promise<{ train: DataFile[]; test: DataFile[] }> {
  const names = await readdir(folder).catch(() => [])
  // A file that lies there plain and packed is read once.
  const places = [...new Set(names.map((name) => name.replace(/\.gz$/, '')))].toSorted()
  const read = async (kind: RegExp) => {
    const files = await Promise.all(
      places.filter((name) => kind.test(name)).map((name) => readDataFile(join(folder, name))),
    )
    return files.filter((file) => file !== undefined)
  }
  const train = await read(/^(data_batch|train).*\.bin$/)
  if (train.length > 0) return { train, test: await read(/^test.*\.bin$/) }
  const got = `${folder} has no data_batch_1.bin (looked for with and without .gz).`
  const needed = `Put the files of CIFAR-10's binary version there (\`hypersweep data fetch cifar10 --path ${folder}\` does so), or name the folder that has them as data.path.`
  throw new DatasetError(
    'DATA_MISSING',
    names.length > 0 ? got : `There is nothing in ${basename(folder)}: ${got}`,
    needed,
  )
}
