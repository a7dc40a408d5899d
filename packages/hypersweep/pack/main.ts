import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { numericsId } from '@hypersweep/runner'
import { bundle } from './bundle.ts'
import { commandListing } from './listing.ts'
import { manifest } from './manifest.ts'

// `pnpm pack:npm`: makes the npm package, a tarball, and says where it is and how big.

const { values } = parseArgs({ options: { out: { type: 'string' } } })
const here = join(import.meta.dirname, '..')
const root = join(here, '../..')
const out = values.out === undefined ? join(here, 'dist/npm') : resolve(process.env['INIT_CWD'] ?? '.', values.out)
const folder = join(out, 'package')
const lib = join(folder, 'lib')

rmSync(folder, { recursive: true, force: true })
for (const dir of ['bin', 'lib']) mkdirSync(join(folder, dir), { recursive: true })
const kernels = readFileSync(join(root, 'packages/core/dist/kernels.wasm'))
const packed = { id: await numericsId(), kernelsSha256: createHash('sha256').update(kernels).digest('hex') }
const imported = await bundle({
  dir: lib,
  inPlaceOf: {
    'packages/runner/src/numerics/packed.ts': `export const packed = ${JSON.stringify(packed)}`,
    'apps/coordinator/src/listing.ts': `export const listing = ${JSON.stringify(await commandListing())}`,
    'apps/coordinator/src/worker-main.ts': `import { fileURLToPath } from 'node:url'
export const workerMain = () => fileURLToPath(new URL('./worker.js', import.meta.url))`,
  },
})
writeFileSync(join(lib, 'kernels.wasm'), kernels)
writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest(imported), undefined, 2)}\n`)
for (const file of ['README.md', 'bin/hypersweep.cjs']) copyFileSync(join(here, file), join(folder, file))
for (const file of ['LICENSE', 'CHANGELOG.md', 'apps/coordinator/sweep.schema.json']) {
  copyFileSync(join(root, file), join(folder, basename(file)))
}

const [tarball] = JSON.parse(
  execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', out], {
    cwd: folder,
    encoding: 'utf8',
  }),
)
const kilobytes = (bytes: number) => `${Math.round(bytes / 1000)} kB`
process.stderr.write(
  `${tarball.entryCount} files, ${kilobytes(tarball.size)} packed, ${kilobytes(tarball.unpackedSize)} unpacked\n`,
)
process.stdout.write(`${join(out, tarball.filename)}\n`)
