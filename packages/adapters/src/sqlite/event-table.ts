import type { DatabaseSync } from 'node:sqlite'
import { KEPT_EVENTS, parseTrialId, type TrialEvent, type TrialId } from '@hypersweep/sweep'
import type { TrialRow } from './trial-row.ts'

/** Statements on the table `event`. */
export interface EventTable {
  /** Notes what happens to a trial; the row is as before, or as after, the change. */
  add(row: TrialRow, at: number, what: TrialEvent['what'], text?: string): void
  of(id: TrialId): TrialEvent[]
}

export function eventTable(database: DatabaseSync): EventTable {
  const add = database.prepare(
    'INSERT INTO event (sweep, number, at, what, attempt, worker, epoch, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  )
  const trim = database.prepare(
    `DELETE FROM event WHERE sweep = ?1 AND number = ?2 AND id <=
      (SELECT id FROM event WHERE sweep = ?1 AND number = ?2 ORDER BY id DESC LIMIT 1 OFFSET ?3)`,
  )
  const all = database.prepare(
    'SELECT at, what, attempt, worker, epoch, text FROM event WHERE sweep = ? AND number = ? ORDER BY id',
  )
  return {
    add({ sweep, number, claims, worker, epoch }, at, what, text) {
      add.run(sweep, number, at, what, claims, worker, epoch, text ?? null)
      trim.run(sweep, number, KEPT_EVENTS)
    },
    of(id) {
      const { sweepId, number } = parseTrialId(id)
      const rows = all.all(sweepId, number) as unknown as (Omit<TrialEvent, 'text'> & { text: string | null })[]
      return rows.map(({ text, ...event }) => ({ ...event, ...(text !== null && { text }) }))
    },
  }
}
