import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { expect, test } from 'vitest'
import { fromBash } from '../completion/bash-words.ts'
import { testCli } from '../testing/test-context.ts'

const cli = testCli(
  { store: memorySweepStore(), checkpoints: memoryCheckpointStore(), queue: memoryTrialQueue },
  import.meta.dirname,
)

async function offered(line: string, shell = 'zsh'): Promise<string[]> {
  const { out } = await cli.run(`__complete ${shell} -- ${line}`)
  const [kind, ...lines] = out.trimEnd().split('\n')
  return kind === 'files' ? ['(files)'] : lines.map((one) => one.split('\t')[0]!)
}

test('every command is offered where none is typed, and those of shells and of later versions are not', async () => {
  const commands = await offered('')
  expect(commands).toEqual(expect.arrayContaining(['init', 'run', 'leaderboard', 'completion']))
  expect(commands.filter((name) => /complete$|help|dashboard/.test(name))).toEqual([])
})

test('an option that is there is not offered again, unless it may be', async () => {
  expect(await offered('run sweep.yaml --set seed=1 --threads 2 --')).toContain('--set')
  expect(await offered('run sweep.yaml --set seed=1 --threads 2 --')).not.toContain('--threads')
})

test.each([
  ['lb arms -f j', ['json']],
  ['lb arms --format=j', ['--format=json']],
  ['data fetch ', ['mnist', 'fashion-mnist', 'cifar10']],
  ['trial show arms ', []],
  ['run ', ['(files)']],
  ['run sweep.yaml --dir ', ['(files)']],
  ['lb arms --filter ', []],
  ['worker --checkpoints ', ['(files)']],
  ['nonsense ', []],
])('behind "%s" there may be %j', async (line, words) => {
  expect(await offered(line)).toEqual(words)
})

test('bash is understood where it takes a word apart, and answered in its own parts', async () => {
  expect(fromBash(['lb', '--redis', 'redis', ':', '//h', ':', '1', '--format', '=', '', '"a b"'])).toEqual([
    'lb',
    '--redis',
    'redis://h:1',
    '--format=',
    'a b',
  ])
  expect(await offered('lb arms --format = j', 'bash')).toEqual(['json'])
})
