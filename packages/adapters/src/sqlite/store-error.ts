import { AdapterError, reason } from '../errors.ts'

/** A stable code, and what to do. */
type Trouble = readonly [code: string, needed: string]

/** By primary result code: https://www.sqlite.org/rescode.html. */
const TROUBLES: Readonly<Record<number, Trouble>> = {
  5: ['STORE_BUSY', 'Another process holds its lock: end it if it hangs, and try again.'],
  8: [
    'STORE_READ_ONLY',
    'This user needs the right to write it and its folder: change it, or name another folder with --dir.',
  ],
  11: [
    'STORE_DAMAGED',
    'Keep a copy, save what can be read with `sqlite3 FILE .recover`, and go on in another folder with --dir.',
  ],
  13: ['STORE_FULL', 'Free some space; nothing that was stored is lost.'],
}
const FAILED: Trouble = ['STORE_FAILED', 'Its disk has to be readable and writable: look after it, then try again.']

/** What SQLite threw, with the path in `got` and with what to do; `other` where there is no special advice. */
export function storeError(cause: unknown, got: string, other: Trouble = FAILED): AdapterError {
  // The low byte is the primary code, the others tell its kinds.
  const [code, needed] = TROUBLES[Number((cause as { errcode?: number }).errcode) & 0xff] ?? other
  return new AdapterError(code, `${got}: ${reason(cause)}.`, needed, { cause })
}

/** The same methods, which throw a `storeError` where they threw what SQLite threw. */
export function withStoreErrors<Methods extends object>(path: string, methods: Methods): Methods {
  const explained = (method: (...args: unknown[]) => Promise<unknown>) =>
    async function explainedMethod(...args: unknown[]): Promise<unknown> {
      try {
        return await method(...args)
      } catch (error) {
        if ((error as { code?: string }).code !== 'ERR_SQLITE_ERROR') throw error
        throw storeError(error, `${path} cannot be used`)
      }
    }
  return Object.fromEntries(Object.entries(methods).map(([name, method]) => [name, explained(method)])) as Methods
}
