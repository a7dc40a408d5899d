import { expect, test } from 'vitest'
import { type WorkerFlags, workerCommand } from './options.ts'

/** What the worker would be started with. */
async function flagsOf(...words: string[]): Promise<WorkerFlags> {
  const found: WorkerFlags[] = []
  const defaults = { threads: 8, name: 'ada', dataCache: 'cache' }
  const command = workerCommand(defaults, async (flags) => void found.push(flags)).configureOutput({
    writeErr: () => undefined,
  })
  await command.parseAsync(['--redis', 'redis://queue', ...words], { from: 'user' })
  return found[0]!
}

test('a worker listens where it is told, and nowhere without or where it is told none', async () => {
  expect((await flagsOf('--listen', '[::1]:8787')).listen).toEqual({ host: '::1', port: 8787 })
  expect((await flagsOf()).listen).toBeUndefined()
  expect((await flagsOf('--listen', 'none')).listen).toBeUndefined()
  await expect(flagsOf('--listen', 'here')).rejects.toThrow('"here" is no place to listen at.')
})

test('it answers to each name that is allowed', async () => {
  expect((await flagsOf('--allow-host', 'a.example', '--allow-host', 'b.example')).allowHost).toEqual([
    'a.example',
    'b.example',
  ])
})

test('lines are logged as text from info on, or as is said', async () => {
  expect(await flagsOf()).toMatchObject({ logFormat: 'text', logLevel: 'info' })
  expect(await flagsOf('--log-format', 'json', '--log-level', 'warn')).toMatchObject({
    logFormat: 'json',
    logLevel: 'warn',
  })
  await expect(flagsOf('--log-level', 'loud')).rejects.toThrow('Allowed choices are debug, info, warn, error.')
})
