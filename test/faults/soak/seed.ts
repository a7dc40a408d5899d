import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { privateRedis, redisClient, redisSweepStore } from '@hypersweep/adapters'
import { succeed } from '../../e2e/cli.ts'
import { processesWith } from '../../e2e/processes.ts'
import { stopServer } from '../../stop-server.ts'
import type { Findings } from './audit.ts'
import { type Company, company } from './company.ts'
import { listen } from './listen.ts'
import { type Fault, type PlannedFault, planOf } from './plan.ts'
import { type Stage, strike } from './strike.ts'
import { soakSweep } from './sweep.ts'

export interface SeedOptions {
  seed: number
  /** Of faults. */
  seconds: number
  /** The digest of the same sweep where nothing disturbs it. */
  undisturbed: string
  redisCommand: string
}

/** What one seed came to. */
export interface SeedResult {
  seed: number
  trials: number
  faults: Record<string, number>
  resumes: number
  staleRefused: number
  violations: string[]
  /** Where everything is kept that is needed to look into it; there where something was violated. */
  kept?: string
}

/** How long a healed sweep may take to come to its end. */
const DRAIN_MS = 300_000

/** Runs a sweep among faults, lets it come to its end, and says what did not hold. */
export async function soakSeed({ seed, seconds, undisturbed, redisCommand }: SeedOptions): Promise<SeedResult> {
  const cwd = mkdtempSync(join(tmpdir(), `hypersweep-soak-${seed}-`))
  writeFileSync(join(cwd, 'soak.yaml'), soakSweep(seconds))
  mkdirSync(join(cwd, 'redis'))
  const server = await privateRedis({ dir: join(cwd, 'redis'), command: redisCommand })
  const client = redisClient({ url: server.url, role: 'worker' })
  const monitor = await listen(server.url)
  const cast = await company(cwd, fileURLToPath(server.url.replace('unix:', 'file:')))
  const plan = planOf(seed, seconds)
  const checkpoints = join(cwd, 'store', 'checkpoints')
  await begun(client)
  const hits = await strikeAll(plan, { company: cast, redisPid: () => server.pid, client, checkpoints })
  const code = await Promise.race([cast.driver.ended, pause(DRAIN_MS, 'late' as const, { ref: false })])
  await cast.dismiss()
  const violations = [
    ...(code === 0 ? [] : [`the driver is late: ${code}`]),
    ...[cast.driver, ...cast.workers].flatMap(({ failures }) => failures),
    ...(await wrongResults(cwd, server.url, undisturbed)),
    ...wrongWrites(monitor.findings()),
  ]
  const said = wordsOf(cast)
  await monitor[Symbol.asyncDispose]()
  client.disconnect()
  await stopServer(server)
  violations.push(...processesWith(cwd).map((line) => `left behind: ${line}`))
  const result = {
    seed,
    trials: Number(said.trials),
    faults: counts(hits),
    resumes: said.all.match(/resumed from epoch/g)?.length ?? 0,
    staleRefused: monitor.findings().staleRefused,
    violations,
  }
  if (violations.length > 0) {
    writeFileSync(join(cwd, 'said.log'), said.all)
    writeFileSync(join(cwd, 'history.json'), JSON.stringify({ ...result, plan }, undefined, 2))
    return { ...result, kept: cwd }
  }
  rmSync(cwd, { recursive: true, force: true, maxRetries: 5 })
  return result
}

/** Strikes as planned, and names what found something to hit. */
async function strikeAll(plan: readonly PlannedFault[], stage: Stage): Promise<Fault[]> {
  const strikes: Promise<Fault[]>[] = []
  for (const planned of plan) {
    // A command to a Redis that was killed may fail: then it hit nothing.
    const hasHit = strike(planned, stage).catch(() => false)
    strikes.push(hasHit.then((isHit) => (isHit ? [planned.fault] : [])))
    await pause(planned.pause * 1000)
  }
  return (await Promise.all(strikes)).flat()
}

/** Resolves when the first trial is under way: faults before that would hit nothing. */
async function begun(client: ReturnType<typeof redisClient>): Promise<void> {
  while ((await client.keys('{hs}:reports:*')).length === 0) await pause(100)
}

async function wrongResults(cwd: string, url: string, undisturbed: string): Promise<string[]> {
  await using store = await redisSweepStore({ url })
  const sweep = await store.sweepNamed('soak')
  if (sweep === undefined) return ['the sweep is gone']
  const summaries = await store.summaries(sweep.id)
  const lost = summaries.filter(({ state }) => state.status !== 'complete')
  const digest = (await succeed(['digest', 'soak', '--redis', url, '--dir', 'store'], { cwd })).stdout
  return [
    ...lost.map(({ number, state }) => `trial ${number} is not complete: ${JSON.stringify(state)}`),
    ...(digest === undisturbed ? [] : [`the digest is ${digest.trim()}, undisturbed ${undisturbed.trim()}`]),
  ]
}

function wrongWrites({ staleAccepted, endedTwice }: Findings): string[] {
  return [
    ...staleAccepted.map((write) => `a stale write was accepted: ${write}`),
    ...endedTwice.map((trial) => `${trial} was counted twice`),
  ]
}

function wordsOf({ workers, driver }: Company): { all: string; trials: string } {
  const all = [driver, ...workers].map(({ said }) => said).join('\n')
  return { all, trials: /: (\d+) trials?,/.exec(driver.said)?.[1] ?? '0' }
}

function counts(names: readonly string[]): Record<string, number> {
  const counted: Record<string, number> = {}
  for (const name of names) counted[name] = (counted[name] ?? 0) + 1
  return counted
}
