import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, succeed, temporaryFolder } from './cli.ts'
import { ownRedis } from './own-redis.ts'
import { processesWith, statesWith } from './processes.ts'
import { inTerminal } from './pseudo-terminal.ts'
import { SMALL } from './small.ts'

// A run's worker processes are in its terminal too, which sends its signals to all of them.

// What a terminal does is the system's, and `script` is Linux's.
const isElsewhere = process.platform !== 'linux'
const hypersweep = `${process.execPath} --conditions=hypersweep-source ${join(root, 'apps/coordinator/src/main.ts')}`

const folder = temporaryFolder()
const cwd = folder.path
beforeAll(() => {
  writeFileSync(join(cwd, 'small.yaml'), SMALL)
  writeFileSync(join(cwd, 'long.yaml'), SMALL.replace('epochs: 40', 'epochs: 4000'))
})
afterAll(() => folder[Symbol.dispose]())

/** How a sweep stands once nobody works on it. */
async function standing(redis: string, dir: string) {
  const { stdout } = await succeed(['status', 'small', '--redis', redis, '--dir', dir, '-f', 'json'], { cwd })
  return JSON.parse(stdout) as { running: number; waiting: number; complete: number }
}

/** A store of a test alone, by a name that no other process has among its words. */
const storeOf = (name: string) => join(cwd, name)
/** What a worker of a run with that store has among its words. */
const ofWorkers = (name: string) => `--checkpoints ${storeOf(name)}/checkpoints`
const runOf = (file: string, redis: string, name: string) =>
  `${hypersweep} run ${file} --workers 2 --redis ${redis} --dir ${storeOf(name)}`

describe.skipIf(isElsewhere)('a run with worker processes', () => {
  test('stops cleanly, once, at a Ctrl-C', async () => {
    await using redis = await ownRedis()
    using terminal = inTerminal(runOf('long.yaml', redis.url, 'once'), { cwd })
    await terminal.shows(/\d\/4000/)
    terminal.pressCtrlC()
    const { text } = await terminal.ended
    expect(text).toContain('Stopping: the running trials are checkpointed and given back.')
    expect(text).toContain('small is stopped; nothing is lost. To go on:')
    expect(text).not.toContain('starting another')
    expect(await standing(redis.url, 'once')).toMatchObject({ running: 0, waiting: 8 })
  })

  test('stops cleanly when its terminal is closed', async () => {
    await using redis = await ownRedis()
    using terminal = inTerminal(runOf('long.yaml', redis.url, 'closed'), { cwd })
    await terminal.shows(/\d\/4000/)
    expect(processesWith(ofWorkers('closed'))).toHaveLength(2)
    terminal.close()
    while (processesWith(storeOf('closed')).length > 0) await pause(20)
    expect(await standing(redis.url, 'closed')).toMatchObject({ running: 0, waiting: 8 })
  })

  test('rests at a Ctrl-Z, longer than leases last, and goes on to the same end', async () => {
    await using redis = await ownRedis()
    const [leaseMs, restSeconds] = [2000, 6]
    const shell = `bash -mc '${runOf('small.yaml', redis.url, 'rests')}; echo rests; sleep ${restSeconds}; fg; echo code $?'`
    using terminal = inTerminal(shell, { cwd, env: { HYPERSWEEP_LEASE_MS: String(leaseMs) } })
    await terminal.shows(/\d\/40/)
    terminal.pressCtrlZ()
    await terminal.shows(/\nrests/)
    await pause(leaseMs)
    expect(statesWith(ofWorkers('rests'))).toEqual(['T', 'T'])
    const { text } = await terminal.ended
    expect(text).toContain('code 0\r\n')
    expect(await standing(redis.url, 'rests')).toMatchObject({ running: 0, waiting: 0, complete: 8 })
    await succeed(['run', 'small.yaml', '--dir', 'embedded'], { cwd })
    const digests = [
      ['--redis', redis.url, '--dir', 'rests'],
      ['--dir', 'embedded'],
    ].map((place) => run(['digest', 'small', ...place], { cwd }))
    const [rested, embedded] = await Promise.all(digests)
    expect(rested!.stdout).toBe(embedded!.stdout)
    expect(embedded!.stdout).toMatch(/[0-9a-f]{16}/)
  })
})
