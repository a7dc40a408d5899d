import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'yaml'

const root = join(import.meta.dirname, '../../..')

/** Large, and wanted by few: who needs one installs it too (`docs/decisions/0015-checkpoints-in-s3.md`). */
const OPTIONAL: readonly string[] = [
  '@aws-sdk/client-s3',
  '@opentelemetry/api',
  '@opentelemetry/exporter-trace-otlp-http',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-trace',
]

/** The package.json of the npm package. Its dependencies are those that the code imports, in the versions that were tested. */
export function manifest(imported: readonly string[]): object {
  const { version, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const versionOf = (name: string): string => {
    if (catalog[name] === undefined)
      throw new Error(`The code imports ${name}, which pnpm-workspace.yaml does not name.`)
    return catalog[name]
  }
  const versionsOf = (names: readonly string[]) =>
    Object.fromEntries(names.toSorted().map((name) => [name, versionOf(name)]))
  return {
    name: 'hypersweep',
    version,
    description: 'A hyperparameter sweep runner that you can trust with a week of compute',
    keywords: ['hyperparameter', 'sweep', 'neural-network', 'training', 'grid-search', 'ensemble', 'bullmq'],
    license,
    type: 'module',
    bin: { hypersweep: 'bin/hypersweep.cjs' },
    exports: {
      '.': { types: './lib/index.d.ts', default: './lib/index.js' },
      './sweep.schema.json': './sweep.schema.json',
      './package.json': './package.json',
    },
    files: ['bin', 'lib', 'sweep.schema.json'],
    engines: { node: '>=24' },
    dependencies: versionsOf(imported.filter((name) => !OPTIONAL.includes(name))),
    peerDependencies: versionsOf(imported.filter((name) => OPTIONAL.includes(name))),
    peerDependenciesMeta: Object.fromEntries(OPTIONAL.map((name) => [name, { optional: true }])),
  }
}
