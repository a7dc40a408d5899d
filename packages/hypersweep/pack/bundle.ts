import { join } from 'node:path'
import { type Plugin, rolldown } from 'rolldown'
import { dts } from 'rolldown-plugin-dts'

const root = join(import.meta.dirname, '../../..')

/** What is started or imported by its own name: the command line, the worker, its training threads, the library. */
const ENTRIES = {
  main: 'apps/coordinator/src/main.ts',
  worker: 'apps/worker/src/main.ts',
  thread: 'packages/runner/src/pool/thread.ts',
  index: 'packages/hypersweep/src/index.ts',
}

export interface BundleOptions {
  /** An empty folder. */
  dir: string
  /** Source files, from the root of the repository, and the code that the package has in their place. */
  inPlaceOf: Readonly<Record<string, string>>
}

/**
 * Writes our code as a few files, all in one folder since some are found beside others, and the library's types. What is
 * not ours stays outside.
 *
 * @returns the packages that the code imports
 */
export async function bundle({ dir, inPlaceOf }: BundleOptions): Promise<string[]> {
  await using code = await rolldown({
    input: pathsOf(ENTRIES),
    platform: 'node',
    external: isForeign,
    resolve: { conditionNames: ['hypersweep-source'] },
    transform: { target: 'node24' },
    plugins: [replacing(inPlaceOf)],
    treeshake: { moduleSideEffects: (id) => !/\/packages\/\w+\/src\/index\.ts$/.test(id) },
  })
  const { output } = await code.write({ dir, entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' })
  await using types = await rolldown({
    input: pathsOf({ index: ENTRIES.index }),
    platform: 'node',
    external: isForeign,
    resolve: { conditionNames: ['hypersweep-source'] },
    plugins: [
      dts({
        dtsOnly: true,
        sourcemap: false,
        logger: onlyErrors,
        tsconfig: join(root, 'packages/hypersweep/tsconfig.json'),
      }),
    ],
  })
  await types.write({ dir })
  const imported = output.flatMap((chunk) => ('imports' in chunk ? [...chunk.imports, ...chunk.dynamicImports] : []))
  const foreign = imported.filter((name) => /^[a-z@]/.test(name) && !name.startsWith('node:') && !name.endsWith('.js'))
  return [...new Set(foreign.map(packageOf))]
}

/** `hono` of `hono/streaming`. */
function packageOf(imported: string): string {
  return imported.split('/', imported.startsWith('@') ? 2 : 1).join('/')
}

/** The rest is which compiler it takes, on the caller's stdout. */
const onlyErrors = { info: () => undefined, warn: () => undefined, error: console.error }

/** A bare name that is none of ours. */
function isForeign(id: string): boolean {
  return !/^[./]|^@hypersweep\//.test(id)
}

function replacing(inPlaceOf: BundleOptions['inPlaceOf']): Plugin {
  const waiting = new Map(Object.entries(inPlaceOf).map(([file, code]) => [join(root, file), code]))
  return {
    name: 'in-place-of',
    load(id) {
      const code = waiting.get(id)
      waiting.delete(id)
      return code
    },
    buildEnd() {
      if (waiting.size > 0) throw new Error(`Nothing imports ${[...waiting.keys()].join(', ')}.`)
    },
  }
}

function pathsOf<Name extends string>(files: Readonly<Record<Name, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries<string>(files).map(([name, file]) => [name, join(root, file)]))
}
