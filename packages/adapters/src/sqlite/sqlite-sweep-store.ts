import type { DatabaseSync } from 'node:sqlite'
import {
  type Control,
  parseTrialId,
  type SweepStore,
  stateUnder,
  type TrialId,
  type TrialSummary,
} from '@hypersweep/sweep'
import { unknownSweep, unknownTrial } from '../errors.ts'
import { declineTable } from './decline-table.ts'
import { eventTable } from './event-table.ts'
import { type ControlOf, counted, fencedWrites, type Unfenced, type Writing } from './fenced-writes.ts'
import { importTrial } from './import-trial.ts'
import { openDatabase, snapshot, transaction } from './open-database.ts'
import { withStoreErrors } from './store-error.ts'
import { sweepTable } from './sweep-table.ts'
import { type TrialTable, trialTable } from './trial-table.ts'

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
    const events = eventTable(database)
    const { controlOf, ...sweeps } = sweepTable(database)
    const methods = {
      ...sweeps,
      ...declineTable(database, { now, leaseMs }),
      ...trialReads(database, table, controlOf),
      events: async (id: TrialId) => events.of(id),
      ...fencedWrites({ database, table, events, now, leaseMs, controlOf }),
      ...claiming({ database, table, events, now, leaseMs, controlOf }),
      ...unfencedWrites({ database, table, events, now }),
    }
    return { ...withStoreErrors(path, methods), [Symbol.asyncDispose]: async () => database[Symbol.dispose]() }
  })
}

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

function claiming({ database, table, events, now, leaseMs, controlOf }: Writing): Pick<SweepStore, 'claim'> {
  return {
    claim: async (id, { token, worker }) =>
      transaction(database, () => {
        const row = table.row(id)
        if (!row || row.status === 'ended') return { status: 'ended' }
        const isRepeat = row.status === 'running' && row.token === token
        if (row.status === 'running' && !isRepeat && row.lease_until > now()) return { status: 'held' }
        if (row.status === 'running' && !isRepeat) events.add(row, now(), 'lost')
        const control = controlOf(row.sweep)
        if (!isRepeat && control !== 'run') {
          if (row.status === 'running') table.change(row, { status: 'waiting' })
          return { status: control === 'pause' ? 'paused' : 'ended' }
        }
        const lease = { lease_until: now() + leaseMs }
        table.change(row, isRepeat ? lease : { ...lease, status: 'running', token, worker, claims: row.claims + 1 })
        if (!isRepeat) events.add(table.row(id)!, now(), 'claimed')
        const record = table.record(id)!
        return { status: 'claimed', claim: { trial: id, attempt: record.claims, token, record } }
      }),
  }
}

function unfencedWrites({
  database,
  table,
  events,
  now,
}: Unfenced): Pick<SweepStore, 'reopen' | 'advance' | 'raiseGeneration' | 'takeOver'> {
  return {
    reopen: async (id) =>
      transaction(database, () => {
        const row = table.row(id)
        if (row?.status !== 'ended') return
        events.add(row, now(), 'reopened')
        table.change(row, { ...ANEW, generation: row.generation + 1 })
      }),
    advance: async (id, { stage, reports, ended }) =>
      transaction(database, () => {
        const row = table.row(id)
        if (!row || row.stage >= stage) return
        const isAgain = ended === 'reopen' || row.status !== 'ended'
        if (isAgain) events.add(reports === 'drop' ? { ...row, epoch: 0 } : row, now(), 'reopened')
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
        for (const row of table.running(sweepId)) {
          events.add(row, now(), 'given back', setback.text)
          table.change(row, { status: 'waiting', ...counted(row, setback) })
        }
      }),
  }
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
