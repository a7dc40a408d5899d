import { type ChildProcess, execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import { debianPackages } from '../debian/debian-packages.ts'
import { MissingTool } from '../finding.ts'
import { cache } from '../places.ts'

const run = promisify(execFile)

/** A Docker Engine of our own. */
export interface DockerEngine extends AsyncDisposable {
  /** The environment in which `docker` and Compose speak to it. */
  env: NodeJS.ProcessEnv
  /** Runs the client; answers with what it wrote. */
  docker(...words: readonly string[]): Promise<string>
  version: string
}

export interface DockerEngineOptions {
  /**
   * `machine`: containers may use the network of this machine, as a build does that fetches packages; the engine
   * changes nothing of it. `own`: networks are made, in a namespace from which nothing of this machine can be reached.
   */
  network: 'machine' | 'own'
  log: (line: string) => void
}

/**
 * Debian's Docker Engine, unpacked into the user's cache, not installed, and run in namespaces of its own: this
 * machine's engine, network, mounts and processes are left alone, and all of it ends with this process.
 *
 * @throws MissingTool without root, and where it cannot be had or does not start
 */
export async function dockerEngine({ network, log }: DockerEngineOptions): Promise<DockerEngine> {
  if (process.platform !== 'linux' || process.getuid?.() !== 0)
    throw new MissingTool('A Docker Engine needs Linux and root')
  const place = await mkdtemp(join(tmpdir(), 'hypersweep-docker-'))
  try {
    const env = {
      ...(await programs(log)),
      DOCKER_HOST: `unix://${join(place, 'socket')}`,
      DOCKER_BUILDKIT: '1',
      DOCKER_CONFIG: place,
    }
    const cgroup = `/hypersweep-check-${process.pid}`
    const server = startServer({ place, network, env, cgroup })
    const engine = { env, docker: (...words: readonly string[]) => docker(env, words) }
    const version = await answering(engine.docker, server)
    return { ...engine, version, [Symbol.asyncDispose]: () => stop(server) }
  } catch (error) {
    await rm(place, { recursive: true, force: true })
    throw error
  }
}

/** Where its programs and their libraries are found. */
async function programs(log: (line: string) => void): Promise<NodeJS.ProcessEnv> {
  const folder = join(cache, 'docker')
  await debianPackages({ into: folder, names: ['docker.io', 'iptables'], log })
  const links = join(cache, 'docker-links')
  await mkdir(links, { recursive: true })
  for (const name of ['iptables', 'ip6tables']) {
    const link = join(links, name)
    if (!existsSync(link)) await symlink(join(folder, 'usr/sbin/xtables-nft-multi'), link).catch(unlessThere)
  }
  const libraries = join(folder, 'usr/lib', multiarch())
  return {
    ...process.env,
    PATH: [join(folder, 'usr/sbin'), join(folder, 'usr/bin'), links, process.env['PATH'], '/usr/sbin:/sbin'].join(':'),
    LD_LIBRARY_PATH: libraries,
    XTABLES_LIBDIR: join(libraries, 'xtables'),
  }
}

function multiarch(): string {
  return process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
}

interface Server {
  child: ChildProcess
  words: string[]
}

function startServer({
  place,
  network,
  env,
  cgroup,
}: {
  place: string
  network: DockerEngineOptions['network']
  env: NodeJS.ProcessEnv
  cgroup: string
}): Server {
  const apart = ['--mount', '--pid', '--fork', '--mount-proc', '--kill-child', ...(network === 'own' ? ['--net'] : [])]
  const quiet = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false']
  const script = [join(import.meta.dirname, 'dockerd.sh'), cache, place, cgroup]
  const words = [...apart, ...script, ...(network === 'machine' ? quiet : [])]
  const child = spawn('unshare', words, { env, stdio: ['pipe', 'ignore', 'pipe'] })
  const said: string[] = []
  child.stderr?.setEncoding('utf8').on('data', (text: string) => said.push(text))
  child.stdin?.on('error', () => undefined)
  return { child, words: said }
}

/** Another one of us may build for minutes before it is our turn. */
const PATIENCE_MS = 15 * 60_000

async function answering(ask: DockerEngine['docker'], { child, words }: Server): Promise<string> {
  const ended = once(child, 'exit').then(
    () => true,
    (error: Error) => words.push(error.message) > 0,
  )
  const began = performance.now()
  while (performance.now() - began < PATIENCE_MS) {
    const version = await ask('version', '--format', '{{.Server.Version}}').catch(() => undefined)
    if (version !== undefined) return version.trim()
    if (await Promise.race([ended, pause(250, false)])) break
  }
  child.stdin?.end()
  const last = words.join('').trim().split('\n').at(-1)
  throw new MissingTool(`A Docker Engine does not start here (${last})`)
}

async function docker(env: NodeJS.ProcessEnv, words: readonly string[]): Promise<string> {
  const { stdout } = await run('docker', words, { env, maxBuffer: 2 ** 26 }).catch((error: { stderr?: string }) => {
    throw new Error(`docker ${words.join(' ')}: ${error.stderr?.trim() || String(error)}`, { cause: error })
  })
  return stdout
}

/** The script tidies up behind the engine, also where nobody is left to wait for it. */
async function stop({ child }: Server): Promise<void> {
  const ended = once(child, 'exit')
  child.stdin?.end()
  await ended
}

function unlessThere(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}
