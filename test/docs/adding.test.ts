import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const root = join(import.meta.dirname, '../..')
const core = join(root, 'packages/core/src')
const page = readFileSync(join(root, 'docs/adding.md'), 'utf8')
const examples = [...page.matchAll(/^`packages\/core\/src\/(.*?\.ts)`:\n\n```ts\n(.*?)^```$/gms)].map(
  ([, path, text]) => ({ path: path!, text: text! }),
)

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'hypersweep-adding-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const ALONE = { noEmit: true, composite: false, incremental: false, rootDir: '/', types: [] }

/** The page's code as a file of its own, with its imports turned into those of the core package. */
function written({ path, text }: (typeof examples)[number], from: (specifier: string) => string): string {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(
    file,
    text.replaceAll(/ from '(\..*?)'/g, (_, specifier: string) => ` from '${from(specifier)}'`),
  )
  return file
}

test('docs/adding.md shows an optimizer and an activation', () => {
  expect(examples.map(({ path }) => path)).toEqual(['optimizers/sign-momentum.ts', 'activations/hard-tanh.ts'])
})

test('its code has the types that are asked for', () => {
  const files = examples.map((example) => written(example, (specifier) => specifier))
  const options = {
    extends: join(root, 'packages/core/tsconfig.json'),
    compilerOptions: { ...ALONE, rootDirs: [folder, core] },
    references: [],
    include: [],
    files,
  }
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(options))
  const { stdout } = spawnSync(join(root, 'node_modules/.bin/tsc'), ['-p', folder], { encoding: 'utf8' })
  expect(stdout).toBe('')
}, 60_000)

test('with a line in its index, each is in the sweep file and trains', async () => {
  for (const example of examples) {
    const place = (specifier: string) => join(core, dirname(example.path), specifier)
    const added = written({ ...example, path: example.path.replace('.ts', '.run.ts') }, place)
    const list = basename(dirname(example.path)) === 'optimizers' ? 'optimizerDefinitions' : 'activationDefinitions'
    // Before anything reads the list, as a line in the file would.
    vi.doMock(join(core, dirname(example.path), 'index.ts'), async (importOriginal) => {
      const index = await importOriginal<Record<string, unknown[]>>()
      index[list]!.push(...Object.values((await import(/* @vite-ignore */ added)) as object))
      return index
    })
  }
  const { networkObjective, networkSpec } = await import('@hypersweep/runner')
  const { referenceKernels, train } = await import('@hypersweep/core')
  const { loadDataset } = await import('@hypersweep/datasets')
  const data = { source: 'moons', rows: 200, noise: 0.1, validation: 50, test: 0, seed: 0 } as const
  const spec = networkSpec(
    networkObjective.schema.parse({
      data,
      model: { layers: [{ dense: 8, activation: 'hard_tanh', limit: 2 }, { dense: 2 }] },
      training: { optimizer: 'sign_momentum', momentum: 0.5, learning_rate: 0.01, epochs: 8 },
    }),
  )
  const input = { spec, data: await loadDataset(data, { root: '/' }), seed: 1, numerics: 'docs' }
  const [reports, state] = [[] as number[], new Set<string>()]
  for (const event of train({ ...input, kernels: referenceKernels({ precision: 'float32' }) })) {
    if (event.kind !== 'epoch') throw new Error(`the training ended as ${event.kind}`)
    reports.push(event.report.metrics['val_loss']!)
    for (const { name } of event.checkpoint().state) state.add(name.split('.')[0]!)
  }
  expect(reports).toHaveLength(8)
  expect(reports.at(-1)).toBeLessThan(reports[0]!)
  expect(state).toContain('velocity')
})
