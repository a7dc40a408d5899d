import { registerHooks } from 'node:module'
import { isMainThread } from 'node:worker_threads'

/** The runner's training thread, and the one that misbehaves and else calls it. */
const THREAD = /\/packages\/runner\/src\/pool\/thread\.ts$/
const other = new URL('./bad-thread.ts', import.meta.url).href
const HOUR_MS = 3_600_000

// For NODE_OPTIONS, which supervisors, workers and their threads inherit: real processes run, with faults in them.
registerHooks({
  resolve(specifier, context, next) {
    const resolved = next(specifier, context)
    return THREAD.test(resolved.url) && context.parentURL !== other ? { ...resolved, url: other } : resolved
  },
})

// A later version of the program, as far as its checkpoints go.
if (process.env['LATER_VERSION']) {
  registerHooks({
    load(url, context, next) {
      const loaded = next(url, context)
      if (!url.endsWith('/core/src/checkpoint/metadata.ts')) return loaded
      return { ...loaded, source: String(loaded.source).replace("VERSION = '2'", "VERSION = '999'") }
    },
  })
}

const hoursOff = Number(process.env['CLOCK_HOURS_OFF'] ?? 0)
if (hoursOff !== 0) setClock(() => hoursOff * HOUR_MS)
// Now an hour ahead, now an hour behind.
if (process.env['CLOCK_JUMPS']) setClock(() => (Math.floor(performance.now() / 400) % 2 === 0 ? HOUR_MS : -HOUR_MS))

if (isMainThread) process.on('SIGUSR2', () => blockEventLoop(Number(process.env['BLOCK_MS'])))

/** Timers, sockets and signals wait meanwhile; threads go on. */
function blockEventLoop(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

/** The time of day alone: the clock that measures how long something takes never jumps. */
function setClock(offMs: () => number): void {
  const RealDate = Date
  globalThis.Date = class extends RealDate {
    constructor(...values: [number?]) {
      super(...((values.length > 0 ? values : [RealDate.now() + offMs()]) as [number]))
    }
    static override now = () => RealDate.now() + offMs()
  } as DateConstructor
}
