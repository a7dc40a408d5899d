import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { succeed } from '../../e2e/cli.ts'
import { soakSweep } from './sweep.ts'

/** The digest of the sweep where nothing disturbs it, on the embedded engine. */
export async function undisturbedDigest(seconds: number): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'hypersweep-calm-'))
  try {
    writeFileSync(join(cwd, 'soak.yaml'), soakSweep(seconds))
    await succeed(['run', 'soak.yaml'], { cwd })
    return (await succeed(['digest', 'soak'], { cwd })).stdout
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
