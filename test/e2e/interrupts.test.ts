import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { root, run, temporaryFolder } from './cli.ts'
import { processesWith } from './processes.ts'
import { inTerminal } from './pseudo-terminal.ts'
import { SMALL } from './small.ts'

// What a terminal does is the system's, and `script` is Linux's.
const isElsewhere = process.platform !== 'linux'
const node = `${process.execPath} --conditions=hypersweep-source`
const hypersweep = `${node} ${join(root, 'apps/coordinator/src/main.ts')}`

const folder = temporaryFolder()
const cwd = folder.path
beforeAll(() => {
  writeFileSync(join(cwd, 'small.yaml'), SMALL.replace('epochs: 40', 'epochs: 4000'))
  writeFileSync(join(cwd, 'wide.yaml'), WIDE)
  writeFileSync(join(cwd, 'package.json'), JSON.stringify({ scripts: { hypersweep }, private: true }))
  mkdirSync(join(cwd, 'node_modules/.bin'), { recursive: true })
  const bin = join(cwd, 'node_modules/.bin/hypersweep')
  writeFileSync(bin, `#!/bin/sh\nexec ${hypersweep} "$@"\n`)
  chmodSync(bin, 0o755)
  writeFileSync(join(cwd, 'launcher.mjs'), LAUNCHER)
})
afterAll(() => folder[Symbol.dispose]())

/** One batch takes longer than any pause between two Ctrl-Cs here. */
const WIDE = `name: wide
method: grid
parameters: { learning_rate: { values: [0.1, 0.2] } }
data: { source: digits, rows: 2400, noise: 0.25, validation: 200, test: 200 }
model: { layers: [{ dense: 4096, activation: relu }, { dense: 4096, activation: relu }, { dense: 10 }] }
training: { optimizer: sgd, epochs: 50, batch_size: 2000 }
`

/** A launcher that passes on what the terminal has sent to both. */
const LAUNCHER = `import { spawn } from 'node:child_process'
const [command, ...args] = process.argv.slice(2)
const child = spawn(command, args, { stdio: 'inherit' })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code) => process.exit(code ?? 1))
`

const has = (command: string) => spawnSync('sh', ['-c', `command -v ${command}`]).status === 0

/** How a sweep stands once nobody works on it. */
async function standing(name: string, dir: string) {
  const { stdout } = await run(['status', name, '--dir', dir, '-f', 'json'], { cwd })
  return JSON.parse(stdout) as { running: number; waiting: number; total: number; runningTrials: unknown[] }
}

async function gone(text: string): Promise<void> {
  while (processesWith(text).length > 0) await pause(20)
}

describe.skipIf(isElsewhere)('Ctrl-C in a terminal', () => {
  test.concurrent.each([
    { way: 'sh -c', command: `sh -c '${hypersweep} run small.yaml --dir sh'`, again: 'hypersweep' },
    { way: 'npx', command: 'npx --no hypersweep run small.yaml --dir npx', again: 'npx hypersweep' },
    { way: 'npm run', command: 'npm run -s hypersweep -- run small.yaml --dir npm', again: 'npm run hypersweep --' },
    ...(has('pnpm')
      ? [{ way: 'pnpm', command: 'pnpm hypersweep run small.yaml --dir pnpm', again: 'pnpm hypersweep' }]
      : []),
    { way: 'forwards', command: `node launcher.mjs ${hypersweep} run small.yaml --dir forwards`, again: 'hypersweep' },
  ])('through $way stops cleanly, once, and says what to type to go on', async ({ command, again }) => {
    const dir = / --dir (\w+)/.exec(command)![1]!
    const terminal = inTerminal(command, { cwd })
    await terminal.shows(/\d\/4000/)
    terminal.pressCtrlC()
    const { text } = await terminal.ended
    expect(text).toContain('Stopping: the running trials are checkpointed and given back.')
    expect(text).not.toContain('at once;')
    expect(text).toContain(`small is stopped; nothing is lost. To go on:\r\n  ${again} run small.yaml --dir ${dir}\r\n`)
    expect(await standing('small', dir)).toMatchObject({ running: 0, waiting: 8 })
  })

  test.concurrent('ends with 130, the terminal as it was, its cursor never hidden', async () => {
    const command = `trap : INT; stty -g; ${hypersweep} run small.yaml --dir sane; echo code $?; stty -g`
    const terminal = inTerminal(command, { cwd })
    await terminal.shows(/\d\/4000/)
    terminal.pressCtrlC()
    const { text } = await terminal.ended
    expect(text).toContain('code 130\r\n')
    const lines = text.trim().split('\r\n')
    expect(lines.at(-1)).toBe(lines[0])
    expect(text).not.toContain('\x1b[?25l')
    expect(text.lastIndexOf('\x1b[?7h')).toBeGreaterThan(text.lastIndexOf('\x1b[?7l'))
  })

  test('a second time stops at once', async () => {
    const terminal = inTerminal(`${hypersweep} run wide.yaml --dir wide --threads 1`, { cwd })
    await terminal.shows(/0\/50/)
    // Until the thread is in its first batch.
    await pause(500)
    terminal.pressCtrlC()
    await terminal.shows(/Stopping/)
    await pause(600)
    const pressedAt = performance.now()
    terminal.pressCtrlC()
    const { code, text } = await terminal.ended
    expect(performance.now() - pressedAt).toBeLessThan(500)
    expect(text).toContain('Stopped at once; what was running goes on from its last checkpoint. To go on:')
    expect(text).toContain('hypersweep run wide.yaml --dir wide --threads 1')
    expect(code).toBe(130)
  })
})

describe.skipIf(isElsewhere)('a run whose reader goes', () => {
  test.concurrent('stops cleanly when its terminal is closed', async () => {
    const terminal = inTerminal(`${hypersweep} run small.yaml --dir closed`, { cwd })
    await terminal.shows(/\d\/4000/)
    terminal.close()
    await gone('--dir closed')
    expect(await standing('small', 'closed')).toMatchObject({ running: 0, waiting: 8 })
  })

  test.concurrent('leaves no private Redis behind, whatever it was doing', async () => {
    const once = `--set name=once --set training.epochs=1 --redis auto --dir private`
    const command = `${hypersweep} run small.yaml ${once} && ${hypersweep} delete once --redis auto --dir private`
    const terminal = inTerminal(command, { cwd })
    await terminal.shows(/\[y\/N\]/)
    expect(processesWith(join(cwd, 'private/redis'))).not.toEqual([])
    terminal.close()
    await gone(join(cwd, 'private/redis'))
  })

  test.concurrent('goes on under nohup when its terminal is closed', async () => {
    const shell = spawn('bash', ['-c', `nohup ${hypersweep} run small.yaml --dir nohup > log 2>&1; true`], { cwd })
    while (!(await standing('small', 'nohup').catch(() => undefined))?.running) await pause(100)
    const pid = Number(execFileSync('pgrep', ['-P', String(shell.pid)], { encoding: 'utf8' }))
    process.kill(pid, 'SIGHUP')
    process.kill(pid, 'SIGHUP')
    await pause(300)
    expect(processesWith('--dir nohup')).not.toEqual([])
    process.kill(pid, 'SIGTERM')
    await gone('--dir nohup')
    expect(await standing('small', 'nohup')).toMatchObject({ running: 0, waiting: 8 })
  })

  test.concurrent('stops cleanly when nobody reads its events', async () => {
    const terminal = inTerminal(`${hypersweep} run small.yaml --dir head --json | head -3; echo over`, { cwd })
    const { text } = await terminal.ended
    expect(text).toContain('"event":"trial-started"')
    expect(text).toContain('small is stopped; nothing is lost.')
    expect(await standing('small', 'head')).toMatchObject({ running: 0, waiting: 8 })
  })

  test.concurrent('says when what it writes to is full', async () => {
    const { text } = await inTerminal(`${hypersweep} --help > /dev/full; echo code $?`, { cwd }).ended
    expect(text).toMatch(/The results cannot be written \(ENOSPC.*\)\.\r\ncode 1/)
  })

  test.concurrent('goes on when nobody reads its progress', async () => {
    const quick = '--set training.epochs=5 --set name=quick'
    const { text } = await inTerminal(
      `${hypersweep} run small.yaml ${quick} --dir quiet 2>&1 >out | head -1; tail -3 out`,
      { cwd },
    ).ended
    expect(text).toContain('hypersweep leaderboard quick --dir quiet')
  })
})
