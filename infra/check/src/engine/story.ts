import { setTimeout as pause } from 'node:timers/promises'
import type { ComposeProject } from './compose-project.ts'
import type { DockerEngine } from './docker-engine.ts'

export const SWEEP = `name: penguins
method: grid
parameters:
  learning_rate: { values: [0.003, 0.01, 0.03] }
  hidden: { values: [8, 32] }
data: { source: csv, path: data/penguins.csv, label: species, validation: 0.25, test: 0.25 }
model: { layers: [{ dense: $hidden }, { dense: 3 }] }
training: { optimizer: adam, epochs: 200, batch_size: 16 }
`

export interface StoryOptions {
  engine: DockerEngine
  project: ComposeProject
  /** The sweep file. */
  sweep: string
  /** What the embedded engine makes of it. */
  digest: string
}

/**
 * A day of docs/deploy.md: up, a sweep created from a file that is mounted, a worker killed and another stopped in its
 * middle, the results read. Answers with what went otherwise than it should, each as a sentence.
 */
export async function story({ engine, project, sweep, digest }: StoryOptions): Promise<string[]> {
  const { compose, exec } = project
  await compose('up', '--detach', '--no-build', '--wait', '--wait-timeout', '120', '--scale', 'worker=3')
  const [first, second] = (await compose('ps', '--quiet', 'worker')).trim().split('\n') as [string, string]
  await compose('run', '--rm', '-v', `${sweep}:/sweep.yaml:ro`, 'coordinator', 'create', '/sweep.yaml')
  await until(project, ({ running, complete }) => running === 3 || complete > 0)
  await engine.docker('kill', '--signal', 'KILL', first)
  await engine.docker('stop', second)
  const stopped = (await engine.docker('inspect', '--format', '{{.State.ExitCode}}', second)).trim()
  await until(project, ({ complete }) => complete === 6)
  const found = (await exec('digest', 'penguins')).trim()
  const best = await exec('leaderboard', 'penguins', '--top', '3', '--format', 'json')
  return [
    ...when(stopped !== '0', `a worker that docker stops ends with ${stopped}, not drained`),
    ...when(!found.includes(digest), `the digest is ${found}, not ${digest}`),
    ...when(JSON.parse(best).rows?.length !== 3, `the leaderboard is ${best}`),
    ...(await confinement(engine, project)),
    ...(await secretsTold(project)),
  ]
}

/** What status tells, as far as it is looked at. */
interface Counts {
  running: number
  complete: number
}

/** Waits for the sweep to come so far. */
async function until({ exec, compose }: ComposeProject, isSo: (counts: Counts) => boolean): Promise<void> {
  const began = performance.now()
  while (performance.now() - began < 180_000) {
    if (isSo(JSON.parse(await exec('status', 'penguins', '--format', 'json')))) return
    await pause(200)
  }
  throw new Error(`The sweep came to no end:\n${await compose('logs', '--tail', '30')}`)
}

/** What the engine made of the words of the compose file, seen from inside. */
async function confinement(engine: DockerEngine, { compose }: ComposeProject): Promise<string[]> {
  const inside = (service: string, script: string) => compose('exec', '-T', service, 'sh', '-c', script)
  const looks = "id -u; grep -E '^(CapBnd|CapEff|NoNewPrivs):' /proc/self/status; touch /opt/x 2>&1; true"
  const wanted = [/^(10001|999)$/m, /^CapBnd:\s0+$/m, /^CapEff:\s0+$/m, /^NoNewPrivs:\s1$/m, /Read-only file system/]
  const faults: string[] = []
  for (const service of ['coordinator', 'worker', 'redis']) {
    const said = await inside(service, looks)
    faults.push(...wanted.flatMap((pattern) => when(!pattern.test(said), `${service}: no ${pattern} in\n${said}`)))
  }
  const data = await inside('worker', 'touch /data/x 2>&1; true')
  const isInternal = (await engine.docker('network', 'inspect', '--format', '{{.Internal}}', 'hypersweep_queue')).trim()
  return [
    ...faults,
    ...when(!/Read-only file system/.test(data), `a worker may write to the data: ${data}`),
    ...when(isInternal !== 'true', 'a worker has a way outside'),
  ]
}

async function secretsTold({ compose }: ComposeProject): Promise<string[]> {
  const said = await compose('logs', '--no-color')
  const faults: string[] = []
  for (const name of ['worker.password', 'http.token']) {
    const secret = (await compose('exec', '-T', 'coordinator', 'cat', `/run/secrets/${name}`)).trim()
    faults.push(...when(secret.length < 32 || said.includes(secret), `${name} is in the logs`))
  }
  return faults
}

function when(isSo: boolean, fault: string): string[] {
  return isSo ? [fault] : []
}
