import { execFile } from 'node:child_process'
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { stringify } from 'yaml'
import { COMPOSE_FILE } from '../compose/check-compose.ts'
import { composeCommand } from '../compose/compose-command.ts'
import { renderCompose } from '../compose/rendered.ts'
import { DOCKERFILE } from '../dockerfile/check-dockerfile.ts'
import { type Finding, judged } from '../finding.ts'
import { root } from '../places.ts'
import { composeProject } from './compose-project.ts'
import { dockerEngine } from './docker-engine.ts'
import { standIns } from './stand-ins.ts'
import { type StoryOptions, SWEEP, story } from './story.ts'

const run = promisify(execFile)

/** infra/Dockerfile built, and infra/compose.yaml run, by a Docker Engine. */
export async function checkEngine(log: (line: string) => void): Promise<Finding> {
  const work = await mkdtemp(join(tmpdir(), 'hypersweep-infra-'))
  try {
    const command = await composeCommand(log)
    const options = { command, ...(await prepare(work)) }
    await buildImages(options, log)
    await using engine = await dockerEngine({ network: 'own', log })
    log('starting the services, and training a sweep on them')
    const project = composeProject({ engine, ...options, files: [COMPOSE_FILE] })
    const digest = await embeddedDigest(work)
    const faults = await toldStory({ engine, project, sweep: join(work, 'sweep.yaml'), digest })
    const size = Number(await engine.docker('image', 'inspect', '--format', '{{.Size}}', 'hypersweep:local'))
    const fact = `Docker Engine ${engine.version} builds the image (${Math.round(size / 1e6)} MB) and runs the services; a sweep has the digest of the embedded engine`
    return judged('engine', faults, fact)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

interface Prepared {
  cwd: string
  env: Record<string, string>
}

/** A folder with a sweep, its data, and secrets, as docs/deploy.md has a person make them. */
async function prepare(work: string): Promise<Prepared> {
  await mkdir(join(work, 'data'))
  await cp(join(root, 'examples/data/penguins.csv'), join(work, 'data/penguins.csv'))
  await writeFile(join(work, 'sweep.yaml'), SWEEP)
  await run(join(root, 'infra/redis/make-secrets.sh'), [join(work, 'secrets')])
  return { cwd: work, env: { HYPERSWEEP_SECRETS: join(work, 'secrets'), HYPERSWEEP_DATA: join(work, 'data') } }
}

async function buildImages(options: Prepared & { command: string }, log: (line: string) => void): Promise<void> {
  const { services } = await renderCompose({ command: options.command, file: COMPOSE_FILE, env: options.env })
  const [, node] = /^ARG NODE_IMAGE=(.*)$/m.exec(await readFile(DOCKERFILE, 'utf8'))!
  await using engine = await dockerEngine({ network: 'machine', log })
  await standIns({ engine, node: node!, redis: services['redis']!.image!, log })
  log('building the image: a minute or two')
  const file = join(options.cwd, 'network.yaml')
  await writeFile(file, stringify({ services: { coordinator: { build: { network: 'host' } } } }))
  await composeProject({ engine, ...options, files: [COMPOSE_FILE, file] }).compose('build', 'coordinator')
  await engine.docker('image', 'prune', '--force')
  await engine.docker('builder', 'prune', '--force', '--keep-storage', '1GB')
}

async function toldStory(told: StoryOptions): Promise<string[]> {
  const { project } = told
  const down = () => project.compose('down', '--volumes', '--timeout', '30')
  await down()
  try {
    return await story(told)
  } catch (error) {
    return [(error as Error).message, await project.compose('logs', '--no-color', '--tail', '20').catch(String)]
  } finally {
    await down()
  }
}

/** The same sweep by this checkout, on the embedded engine. */
async function embeddedDigest(cwd: string): Promise<string> {
  const main = join(root, 'apps/coordinator/src/main.ts')
  const hypersweep = (...words: string[]) =>
    run(process.execPath, ['--conditions=hypersweep-source', main, ...words], {
      cwd,
      env: { ...process.env, HYPERSWEEP_REDIS: '' },
    })
  await hypersweep('run', 'sweep.yaml')
  return (await hypersweep('digest', 'penguins', '--format', 'json').then(({ stdout }) => JSON.parse(stdout))).digest
}
