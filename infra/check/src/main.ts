import { parseArgs } from 'node:util'
import { checkCompose } from './compose/check-compose.ts'
import { checkDockerfile } from './dockerfile/check-dockerfile.ts'
import { checkEngine } from './engine/check-engine.ts'
import { type Finding, findingText, MissingTool } from './finding.ts'
import { checkKubernetes } from './kubernetes/check-kubernetes.ts'
import { checkRedis } from './redis/check-redis.ts'

const USAGE = `pnpm infra:check [options]: holds infra/ to what docs/deploy.md and docs/kubernetes.md say of it

  --only NAME,…    of: dockerfile, compose, redis, kubernetes, engine (default: all)
  --require-all    what this machine has no tool for is a failure
  -h, --help       this

What it needs and is not installed is fetched from Debian's archive into ~/.cache/hypersweep/infra, without root.
Exit codes: 0 nothing is wrong, 1 something is, 2 wrong usage.
`

const log = (line: string) => console.error(line)
const CHECKS: Readonly<Record<string, () => Promise<Finding>>> = {
  dockerfile: checkDockerfile,
  compose: () => checkCompose(log),
  redis: () => checkRedis(log),
  kubernetes: () => checkKubernetes(log),
  engine: () => checkEngine(log),
}

async function finding(name: string): Promise<Finding> {
  try {
    return await CHECKS[name]!()
  } catch (error) {
    if (error instanceof MissingTool) return { subject: name, health: 'missing', fact: error.message }
    throw error
  }
}

function options() {
  const { values } = parseArgs({
    args: process.argv.slice(2).filter((arg) => arg !== '--'),
    options: {
      only: { type: 'string', default: Object.keys(CHECKS).join(',') },
      'require-all': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  })
  const names = values.only.split(',')
  const unknown = names.find((name) => !CHECKS[name])
  if (unknown !== undefined) throw new Error(`There is no '${unknown}'. Use: ${Object.keys(CHECKS).join(', ')}.`)
  return { ...values, names }
}

async function main(): Promise<number> {
  let chosen: ReturnType<typeof options>
  try {
    chosen = options()
  } catch (error) {
    console.error(`infra:check: ${(error as Error).message}\n\n${USAGE}`)
    return 2
  }
  if (chosen.help) {
    console.log(USAGE.trimEnd())
    return 0
  }
  const wrong: Finding['health'][] = chosen['require-all'] ? ['bad', 'missing'] : ['bad']
  let code = 0
  for (const name of chosen.names) {
    const found = await finding(name)
    console.log(findingText(found))
    if (wrong.includes(found.health)) code = 1
  }
  return code
}

process.exitCode = await main()
