import { homedir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findRedisServer } from '@hypersweep/adapters'
import { undisturbedDigest } from '../faults/soak/undisturbed.ts'
import { NAME } from '../faults/table/table-sweep.ts'
import { judge, summaryOf } from './judge.ts'
import { enterRoom, lacking } from './room.ts'
import { MACHINES_SWEEP } from './sweep.ts'

const HELP = `pnpm machines [--repeat 1]

Runs a sweep on four machines, which are network namespaces, and cuts one of them off in the middle: so many times in a
row. Needs root, or user namespaces, and iproute2.`

const { values } = parseArgs({
  options: { repeat: { type: 'string', default: '1' }, help: { type: 'boolean', default: false } },
})
if (values.help) {
  console.log(HELP)
  process.exit(0)
}
const repeat = Number(values.repeat)
if (!Number.isInteger(repeat) || repeat < 1) fail(`A whole number from 1 up is needed.\n\n${HELP}`)
const lack = lacking()
if (lack !== undefined) fail(lack)

const cacheDir = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/redis')
const redisCommand = await findRedisServer({ cacheDir, log: console.error })
const undisturbed = await undisturbedDigest(NAME, MACHINES_SWEEP)
let sound = 0
for (let turn = 1; turn <= repeat; turn++) {
  const violations = await turnOf(turn)
  for (const violation of violations) console.log(`  ${violation}`)
  if (violations.length === 0) sound += 1
}
console.log(`${sound} of ${repeat} held`)
process.exitCode = sound === repeat ? 0 : 1

async function turnOf(turn: number): Promise<string[]> {
  try {
    const { story } = enterRoom({
      redisCommand,
      tell: (line) => console.error(`   ${new Date().toISOString()} ${line}`),
    })
    const told = await story
    console.log(`${turn}: ${summaryOf(told)}`)
    return judge(told, undisturbed)
  } catch (error) {
    return [(error as Error).message]
  }
}

function fail(message: string): never {
  console.error(message)
  process.exit(2)
}
