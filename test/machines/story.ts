import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { redisSweepStore } from '@hypersweep/adapters'
import type { SweepStore, TrialRecord } from '@hypersweep/sweep'
import type { Findings } from '../faults/soak/audit.ts'
import { listen } from '../faults/soak/listen.ts'
import type { Process } from '../faults/table/process.ts'
import { NAME } from '../faults/table/table-sweep.ts'
import { layOut, type Machine } from './network.ts'
import { type Partition, partition } from './partition.ts'
import { redisOn } from './redis-on.ts'
import { MACHINES_SWEEP } from './sweep.ts'

/** What came of a sweep on four machines, one of which was cut off. */
export interface Story extends Partition {
  /** How many attempts began at the last checkpoint of another. */
  resumes: number
  /** How many trials the machine that was cut off claimed once it was well again. */
  claimsAfterHeal: number
  /** How many trials the worker claimed that joined in the middle. */
  claimsOfJoiner: number
  /** How the coordinator and the workers ended: each was asked to. */
  codes: (number | null)[]
  trials: TrialRecord[]
  findings: Findings
  digest: string
}

export interface StoryOptions {
  /** Starts a `redis-server`. */
  redisCommand: string
  /** Where each machine gets a folder; the coordinator's holds the checkpoints, which all reach, as by NFS. */
  folder: string
  /** Hears what happens, a line each. */
  tell: (line: string) => void
}

const LEASE_MS = 1500
const CLAIMED = /trial (\d+) claimed/

/** A coordinator and workers train a sweep; one worker joins, one is cut off and healed, one leaves. */
export async function story({ redisCommand, folder, tell }: StoryOptions): Promise<Story> {
  const { control, one, two, three } = layOut(['control', 'one', 'two', 'three'], folder)
  await using redis = await redisOn(control, redisCommand)
  await using store = await redisSweepStore({ url: redis.socketUrl })
  await using listening = await listen(redis.socketUrl)
  const { coordinate, digest, worker } = hands(control, redis.url)

  const [first, second] = await Promise.all([worker(one), worker(two)])
  tell('two workers wait')
  const coordinator = await coordinate()
  await underWay(one, store)
  const third = await worker(three)
  tell('three has joined')
  const facts = await partition({
    machine: one,
    redisAddress: control.address,
    listening,
    struck: () => trialOf(one, store),
    until(number) {
      tell(`one is cut off in trial ${number}`)
      const resumed = new RegExp(`trial ${number} claimed \\(attempt \\d+\\), resumed from epoch`)
      return Promise.any([second, third].map((each) => each.line(resumed)))
    },
  })
  tell('its trial goes on elsewhere; one is well again')
  const claimsBefore = claims(first)
  const isOver = coordinator.line(new RegExp(`^${NAME}: ended`))
  await Promise.race([moreClaims(first, claimsBefore), isOver])
  second.child.kill('SIGTERM')
  await second.ended
  tell('two has left')
  await isOver
  const all = [coordinator, first, second, third]
  for (const { child } of all) child.kill('SIGTERM')
  const codes = (await Promise.all(all.map(({ ended }) => ended))).map(({ code }) => code)
  return {
    ...facts,
    resumes: all.flatMap((each) => each.matching(/resumed from epoch/)).length,
    claimsAfterHeal: claims(first) - claimsBefore,
    claimsOfJoiner: claims(third),
    codes,
    trials: await recordsOf(store),
    findings: listening.findings(),
    digest: await digest(),
  }
}

/** What is started on these machines, all of which is told of one Redis and of one folder of checkpoints. */
function hands(control: Machine, url: string) {
  const env = { HYPERSWEEP_REDIS: url, HYPERSWEEP_LEASE_MS: String(LEASE_MS) }
  const onControl = (...words: string[]) => control.start([...words, '--dir', control.folder], env)
  return {
    async worker(machine: Machine): Promise<Process> {
      const places = ['--name', machine.name, '--checkpoints', join(control.folder, 'checkpoints')]
      const worker = machine.start(['worker', '--threads', '1', ...places], env)
      await worker.line(/takes trials from/)
      return worker
    },
    async coordinate(): Promise<Process> {
      writeFileSync(join(control.folder, 'sweep.yaml'), MACHINES_SWEEP)
      await succeeded(onControl('create', 'sweep.yaml'))
      return onControl('serve')
    },
    digest: () => succeeded(onControl('digest', NAME)),
  }
}

async function succeeded(process: Process): Promise<string> {
  const { code, stdout, stderr } = await process.ended
  if (code !== 0) throw new Error(`A command ended with ${code}:\n${stderr}`)
  return stdout
}

/** The number of the trial that a machine's worker trains by the store, an epoch of which is reported. */
async function trialOf({ name }: Machine, store: SweepStore): Promise<number | undefined> {
  const sweep = await store.sweepNamed(NAME)
  const trials = sweep === undefined ? [] : await store.summaries(sweep.id)
  return trials.find(({ state, epoch }) => state.status === 'running' && state.worker === name && epoch > 0)?.number
}

async function underWay(machine: Machine, store: SweepStore): Promise<void> {
  while ((await trialOf(machine, store)) === undefined) await pause(50)
}

const claims = (worker: Process): number => worker.matching(CLAIMED).length

async function moreClaims(worker: Process, before: number): Promise<void> {
  while (claims(worker) === before) await pause(20)
}

async function recordsOf(store: SweepStore): Promise<TrialRecord[]> {
  const { id } = (await store.sweepNamed(NAME))!
  const summaries = await store.summaries(id)
  return Promise.all(summaries.map(async (summary) => (await store.trial(summary.id))!))
}
