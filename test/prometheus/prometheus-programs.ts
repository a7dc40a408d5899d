import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { ownApt, unpack } from '../runtimes/own-apt.ts'

const run = promisify(execFile)

export interface PrometheusPrograms {
  prometheus: string
  promtool: string
}

const CACHE = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'hypersweep')

/** Prometheus and its tool: from PATH, else from Debian's archive, fetched without root. Or why this machine has none. */
export async function prometheusPrograms(): Promise<PrometheusPrograms | { missing: string }> {
  const installed = { prometheus: 'prometheus', promtool: 'promtool' }
  if (await starts(installed)) return installed
  const home = join(CACHE, 'prometheus')
  const fetched = { prometheus: join(home, 'prometheus'), promtool: join(home, 'promtool') }
  if (await starts(fetched)) return fetched
  try {
    await fetchInto(home)
  } catch (error) {
    return { missing: `Debian's package prometheus cannot be had: ${String(error)}` }
  }
  return (await starts(fetched)) ? fetched : { missing: `the Prometheus in ${home} does not start` }
}

async function fetchInto(home: string): Promise<void> {
  await mkdir(CACHE, { recursive: true })
  const work = await mkdtemp(join(CACHE, 'prometheus.fetching-'))
  try {
    console.error(`fetching Debian's prometheus into ${home}`)
    const unpacked = join(work, 'unpacked')
    await unpack(await ownApt(work), 'prometheus', { work, unpacked })
    // The folder is there whole or not at all; another process's is as good as this one.
    await rename(join(unpacked, 'usr/bin'), home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function starts(programs: PrometheusPrograms): Promise<boolean> {
  const versions = Object.values(programs).map((program) => run(program, ['--version']))
  return (await Promise.allSettled(versions)).every(({ status }) => status === 'fulfilled')
}
