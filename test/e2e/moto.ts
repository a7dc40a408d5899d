import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { freePort } from '../free-port.ts'

const run = promisify(execFile)
const { XDG_CACHE_HOME } = process.env
const CACHE = join(XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'hypersweep')
/** An S3 that others wrote, for tests; the first from PyPI, the others are what its server needs. */
const PACKAGES = ['moto[s3]==5.2.1', 'flask==3.1.3', 'flask-cors==6.0.5']

/** A Python, and where its packages are that it does not have by itself. */
export interface Moto {
  python: string
  path?: string
}

/** A moto that this machine has, or that pip fetches into the user's cache; else what is missing. */
export async function findMoto(log: (line: string) => void): Promise<Moto | { missing: string }> {
  const fetched = join(CACHE, 'moto-5.2.1')
  const tried: string[] = []
  for (const python of ['python3', '/usr/bin/python3']) {
    if (await imports({ python })) return { python }
    if (existsSync(fetched) && (await imports({ python, path: fetched }))) return { python, path: fetched }
    tried.push(await fetchMoto(python, fetched, log).then(() => '', reason))
    if (await imports({ python, path: fetched })) return { python, path: fetched }
  }
  return { missing: `Python 3 with pip, which can install ${PACKAGES.join(', ')} (${tried.join('; ')})` }
}

async function imports({ python, path }: Moto): Promise<boolean> {
  const env = path === undefined ? process.env : { ...process.env, PYTHONPATH: path }
  return run(python, ['-c', 'import flask, flask_cors, moto.server, moto.s3.models'], { env }).then(
    () => true,
    () => false,
  )
}

/** Whole or not at all: in a folder of its own, which then gets the name. */
async function fetchMoto(python: string, folder: string, log: (line: string) => void): Promise<void> {
  await run(python, ['-m', 'pip', '--version'])
  await mkdir(CACHE, { recursive: true })
  const work = await mkdtemp(join(CACHE, 'moto-fetching-'))
  try {
    log(`no moto here: fetching it into ${folder}`)
    const quietly = ['--quiet', '--no-warn-conflicts', '--disable-pip-version-check', '--only-binary', ':all:']
    await run(python, ['-m', 'pip', 'install', ...quietly, '--target', work, ...PACKAGES], { timeout: 480_000 })
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function reason(error: Error & { stderr?: string }): string {
  return (error.stderr || error.message).trim().split('\n').at(-1) ?? ''
}

/** A server with one bucket, until it is disposed. */
export async function motoServer(
  { python, path }: Moto,
  bucket: string,
): Promise<AsyncDisposable & { endpoint: string }> {
  const port = await freePort()
  const env = { ...process.env, ...(path !== undefined && { PYTHONPATH: path }) }
  const words = ['-m', 'moto.server', '-H', '127.0.0.1', '-p', String(port)]
  const server = spawn(python, words, { env, stdio: 'ignore' })
  const endpoint = `http://127.0.0.1:${port}`
  for (let tries = 0; !(await makeBucket(`${endpoint}/${bucket}`)); tries++) {
    if (server.exitCode !== null || tries > 600) throw new Error(`moto does not answer at ${endpoint}.`)
    await pause(100)
  }
  return { endpoint, [Symbol.asyncDispose]: () => end(server) }
}

async function makeBucket(url: string): Promise<boolean> {
  return fetch(url, { method: 'PUT' }).then(
    ({ ok }) => ok,
    () => false,
  )
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return
  server.kill('SIGKILL')
  await once(server, 'close')
}
