import { expect, test, vi } from 'vitest'
import { type SuperviseOptions, supervise } from './supervise.ts'

// Starting processes takes its time where others use the processor too.
vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 })

/** Supervises processes that run `code`; `onLine` hears each line and may stop all. */
async function supervised(
  code: string,
  onLine: (line: string, stop: () => void) => void,
  change: Partial<SuperviseOptions> = {},
) {
  const stop = new AbortController()
  const said: string[] = []
  const isSound = await supervise({
    count: 1,
    command: (place) => [process.execPath, '-e', code, String(place)],
    env: { PLACE: 'here' },
    log(line) {
      said.push(line)
      onLine(line, () => stop.abort())
    },
    signal: stop.signal,
    pauseMs: 1,
    ...change,
  })
  return { isSound, said }
}

const LIVES = `console.error('up', process.argv[1], process.env.PLACE); process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000)`

test('each place has its process, and all are asked to leave', async () => {
  let up = 0
  const { isSound, said } = await supervised(
    LIVES,
    (line, stop) => {
      up += Number(line.includes('up'))
      if (up === 2) stop()
    },
    { count: 2 },
  )
  expect(said.toSorted()).toEqual(['worker 1: up 1 here', 'worker 2: up 2 here'])
  expect(isSound).toBe(true)
})

test('one that dies is replaced', async () => {
  let born = 0
  const { isSound, said } = await supervised(
    `console.error('born'); setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50)`,
    (line, stop) => {
      born += Number(line.includes('born'))
      if (born === 5) stop()
    },
    { soundMs: 0 },
  )
  expect(said.slice(0, 2)).toEqual(['worker 1: born', 'worker 1 ended (signal SIGKILL); starting another'])
  expect(isSound).toBe(true)
})

test('one that dies as soon as it starts is given up after three starts', async () => {
  const { isSound, said } = await supervised('process.exit(7)', () => undefined)
  expect(said).toEqual([
    'worker 1 ended (exit code 7); starting another',
    'worker 1 ended (exit code 7); starting another',
    'worker 1 ended (exit code 7); it does not stay alive and is given up',
  ])
  expect(isSound).toBe(false)
})

test('a program that is not there is given up too', async () => {
  const { isSound, said } = await supervised('', () => undefined, { command: () => ['/no/such/program'] })
  expect(said.at(-1)).toContain('given up')
  expect(isSound).toBe(false)
})
