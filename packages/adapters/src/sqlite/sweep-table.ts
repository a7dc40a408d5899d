import type { DatabaseSync } from 'node:sqlite'
import type { Control, SweepRecord, SweepStore } from '@hypersweep/sweep'
import { sweepNameTaken, unknownSweep } from '../errors.ts'
import { exactJson } from '../exact-json.ts'
import { transaction } from './open-database.ts'

interface SweepRow {
  id: string
  name: string
  spec: string
  numerics: string
  created_at: number
}

type SweepMethod =
  | 'addSweep'
  | 'rename'
  | 'sweep'
  | 'sweepNamed'
  | 'sweeps'
  | 'control'
  | 'setControl'
  | 'checkpointPlace'
  | 'setCheckpointPlace'
  | 'replaceSpec'
  | 'removeSweep'

/** A sweep goes last: what is of it would be of nobody. */
const REMOVALS = [
  'DELETE FROM event WHERE sweep = ?',
  'DELETE FROM decline WHERE sweep = ?',
  'DELETE FROM report WHERE sweep = ?',
  'DELETE FROM trial WHERE sweep = ?',
  'DELETE FROM sweep WHERE id = ?',
]

/** The methods that read and write whole sweeps. */
export function sweepTable(
  database: DatabaseSync,
): Pick<SweepStore, SweepMethod> & { controlOf: (id: string) => Control } {
  const columns = 'id, name, spec, numerics, created_at'
  const add = database.prepare(`INSERT INTO sweep (${columns}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (name) DO NOTHING`)
  const withId = database.prepare(`SELECT ${columns} FROM sweep WHERE id = ?`)
  const withName = database.prepare(`SELECT ${columns} FROM sweep WHERE name = ?`)
  const all = database.prepare(`SELECT ${columns} FROM sweep ORDER BY position`)
  const rename = database.prepare('UPDATE sweep SET name = ? WHERE id = ?')
  const replace = database.prepare('UPDATE sweep SET spec = ? WHERE id = ? AND spec = ?')
  const control = database.prepare('SELECT control FROM sweep WHERE id = ?')
  const setControl = database.prepare('UPDATE sweep SET control = ? WHERE id = ?')
  const removals = REMOVALS.map((sql) => database.prepare(sql))
  const controlOf = (id: string) => (control.get(id) as { control: Control } | undefined)?.control ?? 'run'
  const named = (name: string) => sweepOf(withName.get(name) as SweepRow | undefined)
  return {
    addSweep: async (sweep) =>
      transaction(database, () => {
        add.run(sweep.id, sweep.name, exactJson(sweep.spec), sweep.numerics, sweep.createdAt)
        return named(sweep.name)!
      }),
    rename: async (id, name) =>
      transaction(database, () => {
        const holder = named(name)
        if (holder && holder.id !== id) throw sweepNameTaken(name)
        if (rename.run(name, id).changes === 0) throw unknownSweep(id)
      }),
    sweep: async (id) => sweepOf(withId.get(id) as SweepRow | undefined),
    sweepNamed: async (name) => named(name),
    controlOf,
    control: async (id) => controlOf(id),
    setControl: async (id, next) => {
      if (setControl.run(next, id).changes === 0) throw unknownSweep(id)
    },
    ...placeMethods(database),
    replaceSpec: async (id, from, to) =>
      transaction(database, () => {
        replace.run(exactJson(to), id, exactJson(from))
        const stored = sweepOf(withId.get(id) as SweepRow | undefined)
        if (!stored) throw unknownSweep(id)
        return stored
      }),
    removeSweep: async (id) => transaction(database, () => removals.forEach((removal) => void removal.run(id))),
    sweeps: async () => (all.all() as unknown as SweepRow[]).map((row) => sweepOf(row)!),
  }
}

function placeMethods(database: DatabaseSync): Pick<SweepStore, 'checkpointPlace' | 'setCheckpointPlace'> {
  const place = database.prepare('SELECT checkpoints FROM sweep WHERE id = ?')
  const setPlace = database.prepare('UPDATE sweep SET checkpoints = ? WHERE id = ?')
  return {
    checkpointPlace: async (id) =>
      (place.get(id) as { checkpoints: string | null } | undefined)?.checkpoints ?? undefined,
    setCheckpointPlace: async (id, next) => {
      if (setPlace.run(next, id).changes === 0) throw unknownSweep(id)
    },
  }
}

function sweepOf(row: SweepRow | undefined): SweepRecord | undefined {
  if (!row) return undefined
  const { id, name, spec, numerics, created_at } = row
  return { id, name, spec: JSON.parse(spec), numerics, createdAt: created_at }
}
