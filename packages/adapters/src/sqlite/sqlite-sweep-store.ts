import type { DatabaseSync } from 'node:sqlite'
import {
  type ClaimId,
  type Control,
  parseTrialId,
  type ReportReply,
  type Setback,
  type SweepStore,
  stateUnder,
  type TrialSummary,
  type WriteReply,
} from '@hypersweep/sweep'
import { unknownSweep, unknownTrial } from '../errors.ts'
import { exactJson, metricsText } from '../exact-json.ts'
import { importTrial } from './import-trial.ts'
import { openDatabase, snapshot, transaction } from './open-database.ts'
import { withStoreErrors } from './store-error.ts'
import { sweepTable } from './sweep-table.ts'
import type { TrialRow } from './trial-row.ts'
import { type TrialChange, type TrialTable, trialTable } from './trial-table.ts'

export interface SqliteSweepStoreOptions {
  /** The file; it and its folder are made where they are missing. */
  path: string
  leaseMs?: number
  /** How long a call waits for another process's write before it is refused with STORE_BUSY. */
  busyTimeoutMs?: number
  /** The lease's clock in milliseconds. */
  now?: () => number
}

/**
 * SweepStore in one SQLite file, for the processes of one machine. Each write is one transaction.
 *
 * @throws AdapterError STORE_OPEN, STORE_FOREIGN, STORE_VERSION here; STORE_BUSY, STORE_READ_ONLY, STORE_DAMAGED,
 *   STORE_FULL here and from every method; STORE_FAILED from a method for whatever else SQLite cannot do
 */
export function sqliteSweepStore({
  path,
  leaseMs = 15_000,
  busyTimeoutMs = 10_000,
  now = Date.now,
}: SqliteSweepStoreOptions): SweepStore {
  return openDatabase(path, { busyTimeoutMs }, (database) => {
    const table = trialTable(database)
    const { controlOf, ...sweeps } = sweepTable(database)
    const methods = {
      ...sweeps,
      ...trialReads(database, table, controlOf),
      ...fencedWrites({ database, table, leaseEnd: () => now() + leaseMs, controlOf }),
      ...claiming({ database, table, now, leaseMs, controlOf }),
      ...unfencedWrites(database, table),
    }
    return { ...withStoreErrors(path, methods), [Symbol.asyncDispose]: async () => database[Symbol.dispose]() }
  })
}

type ControlOf = (sweepId: string) => Control

function trialReads(
  database: DatabaseSync,
  table: TrialTable,
  controlOf: ControlOf,
): Pick<SweepStore, 'addTrials' | 'importTrials' | 'summaries' | 'top' | 'trial'> {
  const seen = <Seen extends TrialSummary>(trial: Seen, control: Control): Seen => {
    return { ...trial, state: stateUnder(control, trial.state) }
  }
  const hasSweep = database.prepare('SELECT 1 FROM sweep WHERE id = ?')
  return {
    addTrials: async (sweepId, trials) =>
      transaction(database, () => {
        if (!hasSweep.get(sweepId)) throw unknownSweep(sweepId)
        for (const trial of trials) table.add(sweepId, trial)
      }),
    importTrials: async (sweepId, past) =>
      transaction(database, () => {
        if (!hasSweep.get(sweepId)) throw unknownSweep(sweepId)
        for (const trial of past) importTrial(table, sweepId, trial)
      }),
    summaries: async (sweepId) =>
      snapshot(database, () => {
        const control = controlOf(sweepId)
        const all = table.summaries(sweepId)
        return control === 'run' ? all : all.map((trial) => seen(trial, control))
      }),
    top: async (sweepId, options) => snapshot(database, () => table.top(sweepId, options)),
    trial: async (id) =>
      snapshot(database, () => {
        const record = table.record(id)
        return record && seen(record, controlOf(parseTrialId(id).sweepId))
      }),
  }
}

interface Claiming {
  database: DatabaseSync
  table: TrialTable
  now: () => number
  leaseMs: number
  controlOf: ControlOf
}

function claiming({ database, table, now, leaseMs, controlOf }: Claiming): Pick<SweepStore, 'claim'> {
  return {
    claim: async (id, { token, worker }) =>
      transaction(database, () => {
        const row = table.row(id)
        if (!row || row.status === 'ended') return { status: 'ended' }
        const isRepeat = row.status === 'running' && row.token === token
        if (row.status === 'running' && !isRepeat && row.lease_until > now()) return { status: 'held' }
        const control = controlOf(row.sweep)
        if (!isRepeat && control !== 'run') {
          if (row.status === 'running') table.change(row, { status: 'waiting' })
          return { status: control === 'pause' ? 'paused' : 'ended' }
        }
        const lease = { lease_until: now() + leaseMs }
        table.change(row, isRepeat ? lease : { ...lease, status: 'running', token, worker, claims: row.claims + 1 })
        const record = table.record(id)!
        return { status: 'claimed', claim: { trial: id, attempt: record.claims, token, record } }
      }),
  }
}

interface Writing {
  database: DatabaseSync
  table: TrialTable
  leaseEnd: () => number
  controlOf: ControlOf
}

function fencedWrites({
  database,
  table,
  leaseEnd,
  controlOf,
}: Writing): Pick<SweepStore, 'renew' | 'report' | 'release' | 'finish'> {
  const told = <Reply extends ReportReply>({ trial }: ClaimId, reply: Reply): Reply => {
    const isTold = reply.status === 'accepted' && controlOf(parseTrialId(trial).sweepId) === 'cancel'
    return isTold ? { ...reply, isCancelled: true } : reply
  }
  const write = (claim: ClaimId, change: (row: TrialRow) => TrialChange, repeated?: TrialRow['status']) =>
    transaction(database, (): WriteReply => {
      const row = table.row(claim.trial)
      if (!row || !owns(row, claim)) return { status: 'stale' }
      if (row.status !== 'running') return { status: row.status === repeated ? 'accepted' : 'stale' }
      table.change(row, change(row))
      return { status: 'accepted' }
    })
  return {
    renew: async (claim) =>
      told(
        claim,
        write(claim, () => ({ lease_until: leaseEnd() })),
      ),
    release: async (claim, setback) =>
      write(claim, (row) => ({ status: 'waiting', ...(setback && counted(row, setback)) }), 'waiting'),
    finish: async (claim, end) => {
      const best = end.status === 'complete' ? { best: exactJson(end.best), score: end.best.score } : {}
      const ended_as = exactJson(end)
      return write(claim, () => ({ status: 'ended', ended_as, ...best }), 'ended')
    },
    report: async (claim, { epoch, metrics }, extra) => {
      const [text, timing, best] = [metricsText(metrics), exactJson(extra.timing), exactJson(extra.best)]
      const reply = transaction(database, (): ReportReply => {
        const row = table.row(claim.trial)
        if (!row || !owns(row, claim) || row.status !== 'running') return { status: 'stale' }
        const first = table.report(row, epoch)
        if (first && first.metrics !== text) {
          return { status: 'mismatch', first: JSON.parse(first.metrics), firstWorker: first.worker }
        }
        if (!first) table.addReport(row, { epoch, metrics: text, timing, worker: row.worker })
        const news = first ? {} : { epoch: Math.max(row.epoch, epoch), best, crashes: 0 }
        table.change(row, { lease_until: leaseEnd(), ...news })
        return { status: 'accepted' }
      })
      return told(claim, reply)
    },
  }
}

function unfencedWrites(
  database: DatabaseSync,
  table: TrialTable,
): Pick<SweepStore, 'reopen' | 'advance' | 'raiseGeneration' | 'takeOver'> {
  return {
    reopen: async (id) =>
      transaction(database, () => {
        const row = table.row(id)
        if (row?.status !== 'ended') return
        table.change(row, { ...ANEW, generation: row.generation + 1 })
      }),
    advance: async (id, { stage, reports, ended }) =>
      transaction(database, () => {
        const row = table.row(id)
        if (!row || row.stage >= stage) return
        const isAgain = ended === 'reopen' || row.status !== 'ended'
        const again = isAgain ? { ...ANEW, generation: row.generation + 1 } : {}
        if (reports === 'drop') table.dropReports(row)
        table.change(row, { ...again, stage, ...(reports === 'drop' && { epoch: 0, best: null }) })
      }),
    raiseGeneration: async (id, from) =>
      transaction(database, () => {
        const row = table.row(id)
        if (!row) throw unknownTrial(id)
        if (row.generation !== from) return row.generation
        table.change(row, { generation: from + 1 })
        return from + 1
      }),
    takeOver: async (sweepId, setback) =>
      transaction(database, () => {
        for (const row of table.running(sweepId)) table.change(row, { status: 'waiting', ...counted(row, setback) })
      }),
  }
}

function counted(row: TrialRow, { text, failures = 0, crashes = 0 }: Setback): TrialChange {
  return { failures: row.failures + failures, crashes: row.crashes + crashes, setback: text }
}

/** What `reopen` makes of a trial. */
const ANEW = {
  status: 'waiting',
  ended_as: null,
  score: null,
  token: null,
  failures: 0,
  crashes: 0,
  setback: null,
} as const

function owns({ claims, token }: TrialRow, claim: ClaimId): boolean {
  return claims === claim.attempt && token === claim.token
}
