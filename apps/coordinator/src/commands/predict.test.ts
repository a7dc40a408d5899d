import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { fileCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { testCli } from '../testing/test-context.ts'

// Starting threads takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 60_000 })

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-predict-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const checkpoints = fileCheckpointStore({ dir: join(folder, '.hypersweep/checkpoints') })
const stores = { store: memorySweepStore(), checkpoints, queue: memoryTrialQueue }
const cli = testCli(stores, folder)

const SHAPES = `
name: shapes
method: grid
parameters: { learning_rate: { values: [0.1] } }
data: { source: idx, path: shapes, validation: 20 }
model: { layers: [{ conv: 2, kernel: 3 }, { dense: 3 }] }
training: { optimizer: sgd, epochs: 1, batch_size: 16 }
ensemble: { method: average }
`
const [HEIGHT, WIDTH, CLASSES] = [6, 5, 3]
const word = (value: number) => [0, 0, value >> 8, value & 255]
/** Images with a bright row for each class, and bytes that leave no two alike. */
const pixels = (rows: number) =>
  Array.from({ length: rows * HEIGHT * WIDTH }, (_, i) => {
    const row = Math.floor(i / (HEIGHT * WIDTH))
    const y = Math.floor((i % (HEIGHT * WIDTH)) / WIDTH)
    return y === (row % CLASSES) * 2 ? 200 + ((i * 7) % 56) : (i * 13 + row) % 90
  })
const images = (rows: number) =>
  Uint8Array.from([0, 0, 8, 3, ...word(rows), ...word(HEIGHT), ...word(WIDTH), ...pixels(rows)])
const labels = (rows: number) =>
  Uint8Array.from([0, 0, 8, 1, ...word(rows), ...Array.from({ length: rows }, (_, i) => i % CLASSES)])

/** As numpy.save writes an array of pixels, by the format's description. */
function npy(descr: string, shape: readonly number[], items: Uint8Array, { fortran = false } = {}): Uint8Array {
  const header = `{'descr': '${descr}', 'fortran_order': ${fortran ? 'True' : 'False'}, 'shape': (${shape.join(', ')}), }`
  const padded = `${header.padEnd(117)}\n`
  return Uint8Array.from([0x93, ...Buffer.from('NUMPY'), 1, 0, padded.length, 0, ...Buffer.from(padded), ...items])
}

const ROWS = 7
const raw = pixels(ROWS)
const csv = () => {
  const header = Array.from({ length: HEIGHT * WIDTH }, (_, i) => `p${i}`)
  const lines = Array.from({ length: ROWS }, (_, row) => raw.slice(row * HEIGHT * WIDTH, (row + 1) * HEIGHT * WIDTH))
  return [header, ...lines].map((line) => line.join(',')).join('\n')
}
/** Bytes of float64 in Fortran order, most significant first. */
const fortran = () => {
  const [view, side] = [new DataView(new ArrayBuffer(raw.length * 8)), HEIGHT * WIDTH]
  let at = 0
  for (let x = 0; x < WIDTH; x++)
    for (let y = 0; y < HEIGHT; y++)
      for (let row = 0; row < ROWS; row++) view.setFloat64(8 * at++, raw[row * side + y * WIDTH + x]!)
  return new Uint8Array(view.buffer)
}
const FILES: Readonly<Record<string, Uint8Array | string>> = {
  'rows.idx': images(ROWS),
  'rows.idx.gz': gzipSync(images(ROWS)),
  'rows.csv': csv(),
  'rows.csv.gz': gzipSync(csv()),
  'bytes.npy': npy('|u1', [ROWS, HEIGHT, WIDTH], Uint8Array.from(raw)),
  'flat.npy': npy('|u1', [ROWS, HEIGHT * WIDTH], Uint8Array.from(raw)),
  'floats.npy': npy('>f8', [ROWS, HEIGHT, WIDTH], fortran(), { fortran: true }),
}

beforeAll(async () => {
  mkdirSync(join(folder, 'shapes'))
  const part = (name: string, bytes: Uint8Array) => writeFileSync(join(folder, 'shapes', name), bytes)
  part('train-images-idx3-ubyte', images(80))
  part('train-labels-idx1-ubyte', labels(80))
  for (const [name, contents] of Object.entries(FILES)) writeFileSync(join(folder, name), contents)
  writeFileSync(join(folder, 'shapes.yaml'), SHAPES)
  for (const line of ['run shapes.yaml', 'ensemble shapes -o saved']) {
    const { code, err } = await cli.run(line)
    if (code !== 0) throw new Error(err)
  }
})

describe('predict', () => {
  test.each(Object.keys(FILES))(
    'says the same of %s, by its name and as it comes in, as of the images',
    async (name) => {
      const { out: wanted } = await cli.run('predict saved rows.idx -f json')
      expect(JSON.parse(wanted)).toHaveLength(ROWS)
      expect(new Set(JSON.parse(wanted).map(({ probability }: { probability: number }) => probability)).size).toBe(ROWS)
      const byName = await cli.run(`predict saved ${name} -f json`)
      cli.piped.push(Buffer.from(FILES[name]!).subarray(0, 10), Buffer.from(FILES[name]!).subarray(10))
      const comesIn = await cli.run('predict saved - -f json')
      cli.piped.push(Buffer.from(FILES[name]!))
      const unnamed = await cli.run('predict saved -f json')
      expect([byName, comesIn, unnamed]).toEqual([0, 0, 0].map((code) => ({ code, out: wanted, err: '' })))
    },
  )

  test('asks for rows where a person at a terminal gives none', async () => {
    const { code, err } = await testCli({ ...stores, confirm: async () => true }, folder).run('predict saved')
    expect([code, err]).toEqual([2, expect.stringContaining('No rows are given. Name a file of rows')])
  })

  test('takes the weights that best names', async () => {
    const { checkpoint } = JSON.parse((await cli.run('best shapes -f json')).out)
    expect((await cli.run('best shapes')).out).toMatch(new RegExp(`^checkpoint +${checkpoint}$`, 'm'))
    expect(await cli.run(`predict ${checkpoint} rows.idx`)).toMatchObject({ code: 0, err: '' })
  })

  test.each<[what: string, file: Uint8Array | string, words: string]>([
    [
      'pixels turned on their side',
      npy('|u1', [ROWS, WIDTH, HEIGHT], Uint8Array.from(raw)),
      'has rows of 5 × 6. The network takes 6 × 5 × 1, in this order',
    ],
    ['a label too much', `a,${csv()}`, 'Line 2 has 30 cells, the header 31.'],
    [
      'too few features',
      'a,b\n1,2\n',
      'has 2 features in a row. The network takes 30 (6 × 5 × 1); leave a column of labels',
    ],
    ['nothing', '', 'The file is empty.'],
    ['objects', npy('|O', [ROWS, 2], Uint8Array.of(0)), 'standard input holds Python objects.'],
    ['broken gzip', gzipSync(csv()).subarray(0, 40), 'standard input is a broken gzip file'],
  ])('%s is an error of exit code 2', async (_, file, words) => {
    cli.piped.push(Buffer.from(file))
    const { code, out, err } = await cli.run('predict saved - -f json')
    expect([code, out]).toEqual([2, ''])
    expect(err).toContain(words)
  })

  test('pixels that were divided already are remarked upon, and predicted as they are', async () => {
    cli.piped.push(npy('|u1', [2, 30], new Uint8Array(60).fill(1, 3, 20)))
    const { code, err } = await cli.run('predict saved -')
    expect(code).toBe(0)
    expect(err).toContain('All values of - are between 0 and 1, and those of shapes were divided by 255')
  })

  test.each([
    [
      'what is not there',
      'shapes-ensemble',
      /There is no file or folder .*shapes-ensemble\. Name an ensemble's folder/,
    ],
    ['a folder of anything else', '.', /is a folder without a manifest\.json, so it is no ensemble's\. Name/],
  ])('%s is no ensemble, and what to name is said', async (_, ensemble, said) => {
    const { code, err } = await cli.run(`predict ${ensemble} rows.idx`)
    expect([code, err]).toEqual([2, expect.stringMatching(said)])
    expect(err).not.toMatch(/ENOENT|EISDIR/)
  })

  test('a file that is not there is an error', async () => {
    const { code, err } = await cli.run('predict saved nothing.csv')
    expect([code, err]).toEqual([2, expect.stringContaining('nothing.csv. Give a CSV, NPY, IDX or CIFAR-10 file')])
  })
})

test('columns of a CSV are found by their names, in any order and among others', async () => {
  const rows = Array.from({ length: 60 }, (_, row) => ({
    wide: row % 7,
    high: (row * 3) % 11,
    kind: row % 2 ? 'b' : 'a',
  }))
  const table = (header: string, line: (row: (typeof rows)[number]) => string) => [header, ...rows.map(line)].join('\n')
  writeFileSync(
    join(folder, 'boxes.csv'),
    table('wide,high,kind', ({ wide, high, kind }) => `${wide},${high},${kind}`),
  )
  const sweep = SHAPES.replace('shapes', 'boxes')
    .replace(/data: .*/, 'data: { source: csv, path: boxes.csv, label: kind, validation: 10 }')
    .replace(/model: .*/, 'model: { layers: [{ dense: 2 }] }')
  writeFileSync(join(folder, 'boxes.yaml'), sweep)
  expect((await cli.run('run boxes.yaml')).code).toBe(0)
  expect((await cli.run('ensemble boxes -o boxes-ensemble')).code).toBe(0)
  writeFileSync(
    join(folder, 'same.csv'),
    table('wide,high', ({ wide, high }) => `${wide},${high}`),
  )
  writeFileSync(
    join(folder, 'other.csv'),
    table('note,high,wide', ({ wide, high, kind }) => `no ${kind},${high},${wide}`),
  )
  writeFileSync(
    join(folder, 'wrong.csv'),
    table('high,width', ({ wide, high }) => `${high},${wide}`),
  )
  const same = await cli.run('predict boxes-ensemble same.csv -f json')
  expect(same.code).toBe(0)
  const other = await cli.run('predict boxes-ensemble other.csv -f json')
  expect(other).toMatchObject({ code: 0, out: same.out, err: 'Column note is no feature, and left out.\n' })
  const labelled = await cli.run('predict boxes-ensemble boxes.csv -f json')
  expect(labelled).toMatchObject({ out: same.out, err: 'Column kind is no feature, and left out.\n' })
  const wrong = await cli.run('predict boxes-ensemble wrong.csv')
  expect([wrong.code, wrong.err]).toEqual([
    2,
    expect.stringContaining("There is no column 'wide'; the header names: high"),
  ])
})
