import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { join } from 'node:path'
import { root } from '../e2e/cli.ts'
import type { Story } from './story.ts'

/** Told in a room, at whose end these processes were still there beside the first. */
export type ToldStory = Story & { left: string[] }

/** A story under way. */
export interface Room {
  child: ChildProcess
  /** All its processes, and no others, have this in their command lines. */
  folder: string
  /** Rejects with what was said where the room ends before its story. */
  story: Promise<ToldStory>
}

/** What takes longer than this hangs. */
const DEADLINE_MS = 300_000

/**
 * A room of our own: its processes see no others, its mounts and networks are its own, and all of them are gone with its
 * first process, which ends when this process does, however that is.
 */
const OWN_ROOM = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']

/** Why no room can be had here, by the name of what is missing; undefined where it can. */
export function lacking(): string | undefined {
  for (const [tool, from] of [
    ['unshare', 'util-linux'],
    ['mount', 'util-linux'],
    ['ip', 'iproute2'],
    ['tc', 'iproute2'],
  ] as const) {
    if (spawnSync(tool, ['-V'], { env: environment() }).error) return `There is no ${tool} (of ${from}).`
  }
  const [command, ...words] = roomCommand('probe', folderOf())
  const probe = spawnSync(command!, words, { env: environment(), encoding: 'utf8' })
  if (probe.status === 0) return undefined
  const who = process.getuid?.() === 0 ? 'root may not have them here' : 'root may, perhaps'
  return `Network namespaces and traffic control cannot be had; ${who}. ${lastWords(probe.stderr)}`
}

/** Lets the story begin. `tell` hears what happens in it. */
export function enterRoom({ redisCommand, tell }: { redisCommand: string; tell: (line: string) => void }): Room {
  const folder = folderOf()
  const [command, ...words] = roomCommand('story', folder, redisCommand)
  const child = spawn(command!, words, { env: environment(), stdio: ['pipe', 'pipe', 'pipe'] })
  return { child, folder, story: storyOf(child, tell) }
}

async function storyOf(child: ChildProcess, tell: (line: string) => void): Promise<ToldStory> {
  const said = { stdout: '', stderr: '' }
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (said.stdout += text))
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    said.stderr += text
    for (const line of text.trimEnd().split('\n')) tell(line)
  })
  // unshare ends its room with itself, and only by the signal that cannot be caught.
  const deadline = setTimeout(() => child.kill('SIGKILL'), DEADLINE_MS)
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  clearTimeout(deadline)
  if (code !== 0) throw new Error(`The room ended with ${code ?? signal} before its story:\n${said.stderr}`)
  return JSON.parse(said.stdout) as ToldStory
}

function folderOf(): string {
  return `/run/hypersweep-machines-${randomUUID()}`
}

function roomCommand(...words: string[]): string[] {
  const asRoot = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']
  const main = join(root, 'test/machines/room-main.ts')
  return ['unshare', ...asRoot, ...OWN_ROOM, process.execPath, '--conditions=hypersweep-source', main, ...words]
}

/** Debian keeps iproute2 where only root looks. */
export function environment(): NodeJS.ProcessEnv {
  return { ...process.env, PATH: `${process.env['PATH']}:/usr/sbin:/sbin` }
}

function lastWords(text: string): string {
  return (
    text
      .trim()
      .split('\n')
      .findLast((line) => line.trim() !== '') ?? ''
  )
}
