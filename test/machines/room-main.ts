import { execFileSync } from 'node:child_process'
import { layOut } from './network.ts'
import { story } from './story.ts'

/**
 * The first process of a room (see room.ts): `probe FOLDER`, or `story FOLDER REDIS-SERVER`, which prints what came of
 * it as JSON. The room ends with it, and it ends when nobody holds its standard input open any more.
 */
const [task, folder = '', redisCommand = ''] = process.argv.slice(2)
process.stdin.on('end', () => process.exit(1)).resume()
process.on('SIGTERM', () => process.exit(1))

// A folder of this room alone, in memory, in which iproute2 also keeps the names of namespaces.
execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run'])
const tell = (line: string) => void process.stderr.write(`${line}\n`)
if (task === 'probe') {
  const { probe } = layOut(['probe'], folder)
  probe.cut()
} else {
  const told = await story({ redisCommand, folder, tell })
  // A pipe takes what it has room for: the end waits until all is taken.
  await new Promise<void>((done) => process.stdout.write(JSON.stringify({ ...told, left: processes() }), () => done()))
}
process.exit(0)

/** The command lines of all other processes of this room. */
function processes(): string[] {
  const lines = execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' }).trim().split('\n')
  return lines.filter((line) => !/^\s*1 |ps -eo pid=,args=$/.test(line))
}
