import { openSync, rmSync, writeFileSync } from 'node:fs'
import { readFile, rm, stat } from 'node:fs/promises'

/** What has come of a file so far, beside it as `<name>.part`, and by which validator of which URL it can be gone on with. */
export interface PartFile {
  path: string
  size(): Promise<number>
  /** By which a server says whether the rest still belongs to what is here; none where it must be begun anew. */
  validator(url: string): Promise<string | undefined>
  /** Begins anew; at once, since the bytes of a connection that breaks meanwhile would be lost. */
  begin(url: string, validator: string | undefined): void
  /** A descriptor to write by, for the caller to close. */
  open(): number
  remove(): Promise<void>
}

export function partFile(whole: string): PartFile {
  const path = `${whole}.part`
  const origin = `${path}.json`
  return {
    path,
    size: () =>
      stat(path).then(
        (stats) => stats.size,
        () => 0,
      ),
    async validator(url) {
      const told = await readFile(origin, 'utf8').then(parsed, () => undefined)
      return told?.url === url && typeof told.validator === 'string' ? told.validator : undefined
    },
    begin(url, validator) {
      rmSync(origin, { force: true })
      writeFileSync(path, '')
      // After the part was emptied: a validator never stands beside bytes of another origin.
      if (validator !== undefined) writeFileSync(origin, JSON.stringify({ url, validator }))
    },
    open: () => openSync(path, 'r+'),
    async remove() {
      await rm(origin, { force: true })
      await rm(path, { force: true })
    },
  }
}

function parsed(text: string): { url?: unknown; validator?: unknown } | undefined {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
