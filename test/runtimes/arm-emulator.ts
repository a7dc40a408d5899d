import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type Apt, ownApt, unpack } from './own-apt.ts'

const run = promisify(execFile)

/** Shared libraries of 64-bit Arm that Node needs, as Debian packages for other processors. */
const LIBRARIES = ['libc6-arm64-cross', 'libstdc++6-arm64-cross', 'libgcc-s1-arm64-cross', 'libatomic1-arm64-cross']

/** The first that holds a program standing alone: Debian 12 has the one, Debian 13 the other. */
const EMULATORS = ['qemu-user-static', 'qemu-user']
const COMMANDS = ['qemu-aarch64-static', 'qemu-aarch64']

export interface ArmEmulator {
  /** Runs a program for 64-bit Arm Linux: `emulator -L root program`. */
  emulator: string
  /** The folder in which the program finds its libraries below lib. */
  root: string
}

interface FetchOptions {
  cacheDir: string
  log: (line: string) => void
}

/**
 * QEMU for programs of 64-bit Arm: from PATH, else from Debian's archive; the libraries always from there.
 *
 * apt checks the archive's signatures, with lists and cache of our own: it needs no root and writes nothing elsewhere.
 *
 * @throws Error on other systems than Debian and its relatives, and where the archive cannot be reached
 */
export async function armEmulator({ cacheDir, log }: FetchOptions): Promise<ArmEmulator> {
  const installed = await firstThatStarts(COMMANDS)
  const home = join(cacheDir, installed ? 'arm64-libraries' : 'arm64-emulator')
  if (!existsSync(home)) await fetchInto(home, { cacheDir, log, withEmulator: !installed })
  const emulator = installed ?? (await firstThatStarts(COMMANDS.map((command) => join(home, command))))
  if (!emulator) throw new Error(`No QEMU in ${home} starts.`)
  return { emulator, root: home }
}

async function fetchInto(home: string, { cacheDir, log, withEmulator }: FetchOptions & { withEmulator: boolean }) {
  if (process.platform !== 'linux')
    throw new Error(`QEMU runs programs of Linux on Linux only, not on ${process.platform}.`)
  log(`fetching ${withEmulator ? 'QEMU and ' : ''}libraries for 64-bit Arm into ${home}`)
  const work = await mkdtemp(join(cacheDir, 'fetching-'))
  try {
    const apt = await ownApt(work)
    const unpacked = join(work, 'unpacked')
    for (const library of LIBRARIES) await unpack(apt, library, { work, unpacked })
    const keep = join(work, 'keep')
    await mkdir(keep)
    await rename(join(unpacked, 'usr/aarch64-linux-gnu/lib'), join(keep, 'lib'))
    if (withEmulator) await fetchEmulator(apt, { work, unpacked, keep })
    // The folder is there whole or not at all; another process's is as good as this one.
    await rename(keep, home).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Keeps of QEMU's programs, one for each processor, the one that we need. */
async function fetchEmulator(apt: Apt, { work, unpacked, keep }: { work: string; unpacked: string; keep: string }) {
  for (const [i, name] of EMULATORS.entries()) {
    const command = COMMANDS[i] as string
    await unpack(apt, name, { work, unpacked }).catch(() => undefined)
    const program = await firstThatStarts([join(unpacked, 'usr/bin', command)])
    if (program) return rename(program, join(keep, command))
  }
  throw new Error(`Debian's archive has no QEMU that starts here; looked into ${EMULATORS.join(', ')}.`)
}

async function firstThatStarts(commands: readonly string[]): Promise<string | undefined> {
  for (const command of commands) {
    const { stdout } = await run(command, ['--version']).catch(() => ({ stdout: '' }))
    if (stdout.startsWith('qemu-aarch64 version')) return command
  }
  return undefined
}
