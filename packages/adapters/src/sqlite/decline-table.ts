import type { DatabaseSync } from 'node:sqlite'
import { DECLINE_LEASES, type Decline, KEPT_DECLINES, type SweepStore } from '@hypersweep/sweep'
import { transaction } from './open-database.ts'

export interface DeclineOptions {
  now: () => number
  leaseMs: number
}

/** Statements on the table `decline`: who leaves a sweep to others. */
export function declineTable(
  database: DatabaseSync,
  { now, leaseMs }: DeclineOptions,
): Pick<SweepStore, 'decline' | 'accept' | 'declines'> {
  const put = database.prepare(
    `INSERT OR REPLACE INTO decline (sweep, worker, reason, text, until)
      SELECT id, ?, ?, ?, ? FROM sweep WHERE id = ?`,
  )
  const trim = database.prepare(
    `DELETE FROM decline WHERE sweep = ?1 AND id <=
      (SELECT id FROM decline WHERE sweep = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2)`,
  )
  const remove = database.prepare('DELETE FROM decline WHERE sweep = ? AND worker = ?')
  const live = database.prepare(
    'SELECT worker, reason, text FROM decline WHERE sweep = ? AND until > ? ORDER BY worker',
  )
  return {
    decline: async (sweepId, { worker, reason, text }) =>
      transaction(database, () => {
        put.run(worker, reason, text, now() + DECLINE_LEASES * leaseMs, sweepId)
        trim.run(sweepId, KEPT_DECLINES)
      }),
    accept: async (sweepId, worker) => void remove.run(sweepId, worker),
    declines: async (sweepId) => (live.all(sweepId, now()) as unknown as Decline[]).map((row) => ({ ...row })),
  }
}
