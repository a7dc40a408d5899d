import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, succeed, temporaryFolder } from './cli.ts'

const SWEEP = `name: arms
method: grid
parameters: { learning_rate: { values: [0.1, 0.2] } }
data: { source: spirals, rows: 90, classes: 3, noise: 0.1, validation: 15, test: 15 }
model: { layers: [{ dense: 3 }] }
training: { optimizer: sgd, epochs: 1, batch_size: 32 }
`

const folder = temporaryFolder()
const cwd = folder.path
const bin = join(cwd, 'bin')

beforeAll(async () => {
  mkdirSync(bin)
  const main = join(root, 'apps/coordinator/src/main.ts')
  const program = `#!/bin/sh\nexec '${process.execPath}' --conditions=hypersweep-source '${main}' "$@"\n`
  writeFileSync(join(bin, 'hypersweep'), program)
  chmodSync(join(bin, 'hypersweep'), 0o755)
  writeFileSync(join(cwd, 'arms.yaml'), SWEEP)
  await succeed(['run', 'arms.yaml'], { cwd })
  for (const shell of ['bash', 'zsh', 'fish']) {
    writeFileSync(join(cwd, `script.${shell}`), (await succeed(['completion', shell], { cwd })).stdout)
  }
}, 60_000)
afterAll(() => folder[Symbol.dispose]())

/** How each shell is made to complete a line without a person at a terminal. What it offers comes in lines. */
const SHELLS: Readonly<Record<string, (words: readonly string[]) => string[]>> = {
  bash: (words) => [
    '-c',
    `source script.bash; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _hypersweep
     ((\${#COMPREPLY[@]} == 0)) && [[ $kind == files ]] || printf '%s\\n' "\${COMPREPLY[@]}"`,
    'bash',
    ...words,
  ],
  zsh: (words) => [
    '-fc',
    `compdef() { : }; _files() { print FILES }; _describe() { print -l -- "\${candidates[@]%%:*}" }
     source script.zsh; words=("$@"); CURRENT=$#; _hypersweep`,
    'zsh',
    ...words,
  ],
  fish: (words) => ['--no-config', '-c', `source script.fish; complete -C '${words.join(' ')}'`],
}
const present = Object.keys(SHELLS).filter((shell) => spawnSync(shell, ['-c', 'true']).status === 0)
console.warn(`Completion is tested in ${present.join(', ')}.`)

function offered(shell: string, line: string): string[] {
  const env = { ...process.env, HYPERSWEEP_REDIS: '', PATH: [bin, process.env['PATH']].join(delimiter) }
  const words = line.split(' ')
  const out = execFileSync(shell, SHELLS[shell]!(words), { cwd, env, encoding: 'utf8' })
  return out.split('\n').flatMap((one) => (one === '' ? [] : [one.split('\t')[0]!]))
}

test('bash is there: it is what everybody has', () => {
  expect(present).toContain('bash')
})

describe.each(present)('in %s', (shell) => {
  test.each([
    ['hypersweep in', ['init']],
    ['hypersweep trial ver', ['verify']],
    ['hypersweep init --template c', ['csv', 'cnn']],
    ['hypersweep lb ', ['arms']],
    ['hypersweep digest arms --li', ['--lines']],
    ['hypersweep lb --dir nowhere ', []],
    ['hypersweep worker --data-r', ['--data-root']],
    ['hypersweep digest arms ', []],
  ])('%s⇥ offers %j', (line, words) => {
    expect(offered(shell, line).toSorted()).toEqual(words.toSorted())
  })
})

test('bash gets only what it puts behind an equals sign, for it takes such words apart', () => {
  expect(offered('bash', 'hypersweep lb arms --format = j')).toEqual(['json'])
  expect(offered('bash', 'hypersweep lb --redis redis : //127.0.0.1 : 1 arms --des')).toEqual(['--desc'])
})

test('a Redis that is not there is no error', async () => {
  const words = ['__complete', 'zsh', '--', 'lb', '--redis', 'redis://127.0.0.1:1', '']
  expect(await run(words, { cwd })).toEqual({ code: 0, stdout: 'words\n', stderr: '' })
})

test('files are left to the shell', async () => {
  for (const words of [
    ['run', ''],
    ['check', 'a'],
    ['lb', 'arms', '-o', ''],
    ['ls', '--dir', ''],
  ]) {
    expect((await run(['__complete', 'zsh', '--', ...words], { cwd })).stdout).toBe('files\n')
  }
})
