import {
  type ClaimId,
  endWords,
  type Metrics,
  parseTrialId,
  type SweepStore,
  type TrialEnd,
  type TrialId,
  type WriteReply,
} from '@hypersweep/sweep'
import type { Redis } from 'ioredis'
import { unknownTrial } from '../errors.ts'
import { exactJson, metricsText } from '../exact-json.ts'
import { answered } from './answered.ts'
import type { Log } from './rate-limited.ts'
import { redisClient } from './redis-client.ts'
import { redisControl } from './redis-control.ts'
import { redisDeclines } from './redis-declines.ts'
import { redisEvents } from './redis-events.ts'
import { redisImport } from './redis-import.ts'
import { redisKeys } from './redis-keys.ts'
import { redisReads } from './redis-reads.ts'
import { redisSpec } from './redis-spec.ts'
import { redisSweeps } from './redis-sweeps.ts'
import { parseRecord } from './redis-trial.ts'
import { runScript, type Script } from './script.ts'
import { advanceScript } from './scripts/advance.ts'
import { claimScript } from './scripts/claim.ts'
import { finishScript } from './scripts/finish.ts'
import { raiseGenerationScript } from './scripts/raise-generation.ts'
import { releaseScript } from './scripts/release.ts'
import { renewScript } from './scripts/renew.ts'
import { reopenScript } from './scripts/reopen.ts'
import { reportScript } from './scripts/report.ts'
import { metricsForm, stored } from './stored.ts'

export type RedisSweepStoreOptions = {
  /** The hash tag under which all keys lie. */
  prefix?: string
  leaseMs?: number
  /** For how long a command is tried again while Redis is away, before it fails with REDIS_UNREACHABLE. */
  patienceMs?: number
  log?: Log
} & ({ url: string } | { client: Redis })

/**
 * SweepStore on Redis. Each write is one script that runs whole on the server, on the server's clock, and may be sent
 * twice: while Redis is away, commands are tried again until `patienceMs` is over.
 *
 * @throws AdapterError REDIS_UNREACHABLE, REDIS_REFUSES, REDIS_LOGIN when no Redis answers
 */
export async function redisSweepStore(options: RedisSweepStoreOptions): Promise<SweepStore> {
  const { prefix = '{hs}', leaseMs = 15_000, patienceMs = 5000, log } = options
  const client = 'client' in options ? options.client : redisClient({ url: options.url, role: 'command', log })
  const close = () => ('client' in options ? undefined : client.disconnect())
  try {
    await answered(client, () => client.ping(), patienceMs)
  } catch (error) {
    close()
    throw error
  }
  const keys = redisKeys(prefix)
  const run: Run = (script, names, args) => answered(client, () => runScript(client, script, names, args), patienceMs)
  const context = { client, keys, run, patienceMs }
  const reads = redisReads(context)
  const sweeps = redisSweeps(context, reads.summaries)
  return {
    ...reads,
    ...sweeps,
    ...redisSpec(context, sweeps.sweep),
    ...redisImport(context),
    ...redisControl(context),
    ...redisEvents(context),
    ...redisDeclines(context, leaseMs),
    ...trialMethods((script, trial, ...args) => {
      return run(script, keys.ofTrial(trial), [String(parseTrialId(trial).number), ...args])
    }, String(leaseMs)),
    [Symbol.asyncDispose]: async () => close(),
  }
}

/** Runs a script until it is answered. */
export type Run = (script: Script, keys: string[], args: string[]) => Promise<unknown>

type RunOnTrial = (script: Script, trial: TrialId, ...args: string[]) => Promise<unknown>

type TrialMethods = Pick<
  SweepStore,
  'claim' | 'renew' | 'report' | 'release' | 'finish' | 'reopen' | 'advance' | 'raiseGeneration'
>

/** With the trial's fields and its reports, where it is claimed. */
type ClaimAnswer = ['ended' | 'held' | 'paused' | 'claimed', string[], string[]]

function trialMethods(run: RunOnTrial, leaseMs: string): TrialMethods {
  const write = async (script: Script, { trial, attempt, token }: ClaimId, ...args: string[]) =>
    (await run(script, trial, String(attempt), token, ...args)) as [WriteReply['status'] | 'mismatch', string, string]
  const fenced = async (script: Script, claim: ClaimId, ...args: string[]) => {
    const [status, control] = await write(script, claim, ...args)
    return (control === 'cancelled' ? { status, isCancelled: true } : { status }) as WriteReply
  }
  return {
    claim: async (id, { token, worker }) => {
      const reply = (await run(claimScript, id, token, worker, leaseMs)) as ClaimAnswer
      if (reply[0] !== 'claimed') return { status: reply[0] }
      const record = parseRecord(parseTrialId(id).sweepId, reply[1], reply[2])!
      return { status: 'claimed', claim: { trial: id, attempt: record.claims, token, record } }
    },
    renew: (claim) => fenced(renewScript, claim, leaseMs),
    report: async (claim, { epoch, metrics }, { timing, best }) => {
      const texts = [metricsText(metrics), exactJson(timing), exactJson(best)]
      const [status, first, firstWorker] = await write(reportScript, claim, leaseMs, String(epoch), ...texts)
      if (status === 'mismatch') {
        const place = `epoch ${epoch} of trial ${claim.trial}`
        return { status, first: stored<Metrics>(first, place, metricsForm), firstWorker }
      }
      return first === 'cancelled' ? { status: 'accepted', isCancelled: true } : { status }
    },
    release: (claim, setback) => {
      if (setback === undefined) return fenced(releaseScript, claim)
      const { text, failures = 0, crashes = 0 } = setback
      return fenced(releaseScript, claim, text, String(failures), String(crashes))
    },
    finish: async (claim, end) => {
      const words = endWords(end)
      const told = words === undefined ? [end.status] : [end.status, words]
      return fenced(finishScript, claim, exactJson(end), ...bestTexts(end), ...told)
    },
    reopen: async (id) => void (await run(reopenScript, id)),
    advance: async (id, { stage, reports, ended }) => {
      await run(advanceScript, id, String(stage), reports === 'drop' ? 'yes' : 'no', ended === 'keep' ? 'yes' : 'no')
    },
    raiseGeneration: async (id, from) => {
      const generation = await run(raiseGenerationScript, id, String(from))
      if (generation === null) throw unknownTrial(id)
      return Number(generation)
    },
  }
}

/** Best epoch and score of a complete trial. */
function bestTexts(end: TrialEnd): [best: string, score: string] {
  return end.status === 'complete' ? [exactJson(end.best), String(end.best.score)] : ['', '']
}
