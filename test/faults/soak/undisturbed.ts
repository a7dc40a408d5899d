import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { succeed } from '../../e2e/cli.ts'

/** The digest of a sweep where nothing disturbs it, on the embedded engine. */
export async function undisturbedDigest(name: string, text: string): Promise<string> {
  const cwd = mkdtempSync(join(tmpdir(), 'hypersweep-calm-'))
  try {
    writeFileSync(join(cwd, 'sweep.yaml'), text)
    await succeed(['run', 'sweep.yaml'], { cwd })
    return (await succeed(['digest', name], { cwd })).stdout
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
