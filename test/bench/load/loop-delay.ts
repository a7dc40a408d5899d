import { appendFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

// Loaded with --import before a process: notes each second how late its event loop was at most, in milliseconds, and how
// long it computed at a stretch: where that is much less, other processes had the cores.
// The query of the module's URL says into which file: `loop-delay.ts?file=/tmp/delays`.

const file = new URL(import.meta.url).searchParams.get('file')!
const RESOLUTION_MS = 5
const delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
delays.enable()
let [busyMs, before] = [0, cpuMs()]
setInterval(compute, RESOLUTION_MS).unref()
setInterval(note, 1000).unref()
process.once('exit', note)

function compute(): void {
  const now = cpuMs()
  busyMs = Math.max(busyMs, now - before)
  before = now
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

function note(): void {
  // What is measured is the time from one tick to the next, of which the resolution itself is no delay.
  const lateMs = Math.max(0, delays.max / 1e6 - RESOLUTION_MS)
  appendFileSync(file, `${JSON.stringify({ at: Date.now(), lateMs: Number.isFinite(lateMs) ? lateMs : 0, busyMs })}\n`)
  busyMs = 0
  delays.reset()
}
