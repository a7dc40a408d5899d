import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianPackages, lastWords } from '../debian/debian-packages.ts'
import { MissingTool } from '../finding.ts'
import { cache, root } from '../places.ts'
import type { DockerEngine } from './docker-engine.ts'

const run = promisify(execFile)

/** As the official images are made of. */
const RELEASE = 'bookworm'
const DEBIAN = `hypersweep-check/debian:${RELEASE}`
/** The npm that Node's own archive brings, or as good as. */
const NPM = '11.21.2'

export interface StandInOptions {
  engine: DockerEngine
  /** The images that are stood in for, by the names that our files call them by. */
  node: string
  redis: string
  log: (line: string) => void
}

/**
 * Makes images that stand where the official ones of Node and Redis would, under their names: a Debian of its own
 * archive, with what those images have on it. For machines that reach no registry of images.
 *
 * @throws MissingTool where Debian's archive or npm's registry cannot be reached
 */
export async function standIns({ engine, node, redis, log }: StandInOptions): Promise<void> {
  await debian(engine, log)
  const work = await mkdtemp(join(tmpdir(), 'hypersweep-images-'))
  try {
    await nodeContext(join(work, 'node'))
    await build(engine, join(work, 'node'), node)
    await mkdir(join(work, 'redis'))
    await writeFile(join(work, 'redis/Dockerfile'), REDIS)
    await build(engine, join(work, 'redis'), redis)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

/** Debian's smallest system, by debootstrap; made once. */
async function debian({ docker }: DockerEngine, log: (line: string) => void): Promise<void> {
  if ((await docker('images', '--quiet', DEBIAN)) !== '') return
  const tool = join(cache, 'debootstrap')
  await debianPackages({ into: tool, names: ['debootstrap'], log })
  const work = await mkdtemp(join(cache, 'debian-'))
  try {
    log(`making a Debian ${RELEASE} by debootstrap: about a minute, once`)
    const words = ['--variant=minbase', '--include=ca-certificates,libatomic1', RELEASE, join(work, 'root')]
    const env = { ...process.env, DEBOOTSTRAP_DIR: join(tool, 'usr/share/debootstrap') }
    const program = join(tool, 'usr/sbin/debootstrap')
    await run('unshare', ['--mount', program, ...words], { env, maxBuffer: 2 ** 24 })
    await run('tar', ['-C', join(work, 'root'), '-cf', join(work, 'root.tar'), '.'])
    await docker('import', join(work, 'root.tar'), DEBIAN)
  } catch (error) {
    throw new MissingTool(`Debian ${RELEASE} cannot be made here (${lastWords(error)})`, { cause: error })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function build({ docker }: DockerEngine, folder: string, name: string): Promise<void> {
  await docker('build', '--network', 'host', '--quiet', '--tag', name, folder)
}

/** Redis's image: its number for its user, its folder of data, nothing else that we rely on. */
const REDIS = `FROM ${DEBIAN}
RUN groupadd --system --gid 999 redis && useradd --system --gid redis --uid 999 redis \\
 && apt-get -qq update && apt-get -qq install --yes --no-install-recommends redis-server \\
 && rm -rf /var/lib/apt/lists/* && install --directory --owner=redis --group=redis /data
VOLUME /data
WORKDIR /data
CMD ["redis-server"]
`

/** Node's image: Node and npm in /usr/local. How this machine reaches the registry is its own, and comes with it. */
async function nodeContext(folder: string): Promise<void> {
  await mkdir(folder)
  await cp(join(root, 'node_modules/node/bin/node'), join(folder, 'node'))
  await cp(await npmFolder(), join(folder, 'npm'), { recursive: true })
  const authorities = process.env['NODE_EXTRA_CA_CERTS']
  if (authorities) await cp(authorities, join(folder, 'authorities.crt'))
  const ours = authorities ? 'COPY authorities.crt /authorities.crt\nENV NODE_EXTRA_CA_CERTS=/authorities.crt\n' : ''
  const { stdout } = await run('npm', ['config', 'get', 'registry'])
  const bin = '/usr/local/lib/node_modules/npm/bin'
  const text = `FROM ${DEBIAN}
COPY node /usr/local/bin/node
COPY npm /usr/local/lib/node_modules/npm
RUN chmod 755 ${bin}/*.js && ln -s ${bin}/npm-cli.js /usr/local/bin/npm && ln -s ${bin}/npx-cli.js /usr/local/bin/npx
ENV NPM_CONFIG_REGISTRY=${stdout.trim()}
${ours}CMD ["node"]
`
  await writeFile(join(folder, 'Dockerfile'), text)
}

async function npmFolder(): Promise<string> {
  const home = join(cache, `npm-${NPM}`)
  if (existsSync(home)) return home
  const work = await mkdtemp(`${home}.fetching-`)
  try {
    await run('npm', ['pack', '--silent', `npm@${NPM}`], { cwd: work, timeout: 180_000 })
    await run('tar', ['-xzf', join(work, `npm-${NPM}.tgz`), '-C', work])
    await rename(join(work, 'package'), home)
    return home
  } catch (error) {
    throw new MissingTool(`npm ${NPM} cannot be had (${lastWords(error)})`, { cause: error })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
