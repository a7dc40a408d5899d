import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RuntimeName } from '../runtimes/runtimes.ts'
import type {} from '../runtimes-setup.ts'
import { packedPairs } from './revectorize-trace.ts'

/**
 * The kernels that have to be packed into 256-bit operations, as their sources name them, and how many operations at
 * least. V8 silently leaves one as it is where a store lies between two loads, or where it knows an output's address
 * when it compiles. A small kernel may stand in the one that calls it, beside its portable twin: `gradientsOfMatrix`
 * holds both transposed tiles, of which the portable one alone has 40.
 */
const WIDENED = [
  ['assembly/tile/tile16', 60],
  ['assembly/dense/gradientsOfMatrix', 100],
  ['assembly/sparse/multiplyListsByPair', 30],
  ['assembly/images/convolution-tiles/tile4x16', 150],
  ['assembly/images/gradient-tiles/gradient4x16', 60],
] as const

const TRACE = [
  '--trace-wasm-revectorize',
  '--wasm-num-compilation-tasks=1',
  '--no-wasm-lazy-compilation',
  '--no-liftoff',
]
const WIDEN = '--experimental-wasm-revectorize'

const run = promisify(execFile)
const core = join(import.meta.dirname, '../../packages/core')
const runtimes = inject('runtimes')
const areRequired = inject('runtimesAreRequired')
// Elsewhere than on Linux nothing says what the processor has: there it is taken to have AVX2.
const hasAvx2 =
  process.arch === 'x64' && (process.platform !== 'linux' || / avx2 /.test(readFileSync('/proc/cpuinfo', 'utf8')))
if (!hasAvx2) console.warn('Whether kernels are widened is not tested: this processor has no AVX2.')

const folder = mkdtempSync(join(tmpdir(), 'hypersweep-widened-'))
const named = join(folder, 'named.wasm')
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(!hasAvx2)('V8 told to widen', () => {
  /** The kernels that ship have no names in them, which the trace would print: they are built once more, with names. */
  beforeAll(async () => {
    const words = ['assembly/index.ts', '--target', 'release', '--debug', '--outFile', named]
    await run(join(core, 'node_modules/.bin/asc'), words, { cwd: core })
  }, 60_000)

  test('compiles what ships: names are all that was added', () => {
    const shipped = readFileSync(join(core, 'dist/kernels.wasm'))
    expect(readFileSync(named).subarray(0, shipped.length).equals(shipped)).toBe(true)
  })

  for (const name of ['node-26', 'node-24'] as const) {
    const isMissing = 'missing' in runtimes[name] && !areRequired
    describe.skipIf(isMissing)(`on ${name}`, () => {
      test.each(WIDENED)('packs operations of %s', async (kernel, least) => {
        expect((await packed(name, [WIDEN])).get(kernel)).toBeGreaterThan(least)
      })

      test.each([[[WIDEN, '--no-enable-avx']], [[WIDEN, '--no-enable-avx2']], [[]]])(
        'packs none with %j',
        async (flags) => {
          const pairs = await packed(name, flags)
          expect([...pairs].filter(([, count]) => count > 0)).toEqual([])
        },
      )
    })
  }
})

/** How many pairs of operations were packed, by the names of the kernels that V8 looked at. */
async function packed(name: RuntimeName, flags: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const runtime = runtimes[name]
  if ('missing' in runtime) throw new Error(`There is no ${name}: ${runtime.missing}`)
  const script = join(import.meta.dirname, 'compile-kernels.mjs')
  const words = [...runtime.args, ...flags, ...TRACE, script, named]
  const { stdout } = await run(runtime.command, words, { maxBuffer: 2 ** 26 })
  return packedPairs(stdout)
}
