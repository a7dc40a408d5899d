import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../..')

/** Every sweep file that the README and the docs show, and every example, each with the name of its file. */
export const yamlBlocks: readonly (readonly [file: string, text: string])[] = [
  'README.md',
  ...globSync('docs/**/*.md', { cwd: root }),
].flatMap((file) =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/^```yaml\n(.*?)^```$/gms)].map(
    ([, text]) => [file, text!] as const,
  ),
)

export const exampleFiles: readonly (readonly [file: string, text: string])[] = globSync('examples/*.yaml', {
  cwd: root,
}).map((file) => [file, readFileSync(join(root, file), 'utf8')])
