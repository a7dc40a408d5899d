import type { DatabaseSync } from 'node:sqlite'
import {
  type ClaimId,
  type Control,
  endWords,
  parseTrialId,
  type ReportReply,
  type Setback,
  type SweepStore,
  type WriteReply,
} from '@hypersweep/sweep'
import { exactJson, metricsText } from '../exact-json.ts'
import type { EventTable } from './event-table.ts'
import { transaction } from './open-database.ts'
import type { TrialRow } from './trial-row.ts'
import type { TrialChange, TrialTable } from './trial-table.ts'

export type ControlOf = (sweepId: string) => Control

export interface Unfenced {
  database: DatabaseSync
  table: TrialTable
  events: EventTable
  now: () => number
}

/** What writes under a lease need. */
export interface Writing extends Unfenced {
  leaseMs: number
  controlOf: ControlOf
}

/** The writes that carry a claim: accepted while it is the trial's last one and the trial runs. */
export function fencedWrites(writing: Writing): Pick<SweepStore, 'renew' | 'report' | 'release' | 'finish'> {
  const { database, table, events, now, leaseMs, controlOf } = writing
  const told = <Reply extends ReportReply>({ trial }: ClaimId, reply: Reply): Reply => {
    const isTold = reply.status === 'accepted' && controlOf(parseTrialId(trial).sweepId) === 'cancel'
    return isTold ? { ...reply, isCancelled: true } : reply
  }
  const write = fencedWrite(database, table)
  return {
    renew: async (claim) =>
      told(
        claim,
        write(claim, () => ({ lease_until: now() + leaseMs })),
      ),
    report: async (claim, report, extra) => told(claim, reported(writing, claim, report, extra)),
    release: async (claim, setback) =>
      write(
        claim,
        (row) => {
          events.add(row, now(), 'given back', setback?.text)
          return { status: 'waiting', ...(setback && counted(row, setback)) }
        },
        'waiting',
      ),
    finish: async (claim, end) => {
      const best = end.status === 'complete' ? { best: exactJson(end.best), score: end.best.score } : {}
      const ended_as = exactJson(end)
      const ending = (row: TrialRow) => {
        events.add(row, now(), end.status, endWords(end))
        return { status: 'ended', ended_as, ...best } as const
      }
      return write(claim, ending, 'ended')
    },
  }
}

function fencedWrite(database: DatabaseSync, table: TrialTable) {
  return (claim: ClaimId, change: (row: TrialRow) => TrialChange, repeated?: TrialRow['status']) =>
    transaction(database, (): WriteReply => {
      const row = table.row(claim.trial)
      if (!row || !owns(row, claim)) return { status: 'stale' }
      if (row.status !== 'running') return { status: row.status === repeated ? 'accepted' : 'stale' }
      table.change(row, change(row))
      return { status: 'accepted' }
    })
}

type Report = Parameters<SweepStore['report']>

function reported(
  { database, table, now, leaseMs }: Writing,
  ...[claim, { epoch, metrics }, extra]: Report
): ReportReply {
  const [text, timing, best] = [metricsText(metrics), exactJson(extra.timing), exactJson(extra.best)]
  return transaction(database, (): ReportReply => {
    const row = table.row(claim.trial)
    if (!row || !owns(row, claim) || row.status !== 'running') return { status: 'stale' }
    const first = table.report(row, epoch)
    if (first && first.metrics !== text) {
      return { status: 'mismatch', first: JSON.parse(first.metrics), firstWorker: first.worker }
    }
    if (!first) table.addReport(row, { epoch, metrics: text, timing, worker: row.worker })
    const news = first ? {} : { epoch: Math.max(row.epoch, epoch), best, crashes: 0 }
    table.change(row, { lease_until: now() + leaseMs, ...news })
    return { status: 'accepted' }
  })
}

export function counted(row: TrialRow, { text, failures = 0, crashes = 0 }: Setback): TrialChange {
  return { failures: row.failures + failures, crashes: row.crashes + crashes, setback: text }
}

function owns({ claims, token }: TrialRow, claim: ClaimId): boolean {
  return claims === claim.attempt && token === claim.token
}
