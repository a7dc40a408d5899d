import { type Kernels, type Matrix, referenceKernels, simdKernels } from '@hypersweep/core'

/** Which of the kernels' two tiles is used, and why; both give the same bits. */
export interface Tier {
  readonly wide: boolean
  readonly why: string
}

/** How much faster the wide tile must be. Packed it is by a third and more (V8 then packs the other one too), else it is slower. */
const LEAST_GAIN = 1.05
/** Bursts agree within this share when both tiles run as optimised code. */
const STEADY = 0.08
const STEADY_BURSTS = 3
/** Both tiles are optimised after a few milliseconds; a machine that is busy may take longer. */
const MOST_MS = 150
const SIZE = { rows: 64, depth: 512, columns: 16 }

/**
 * Times both tiles against each other, and compares their bits with the reference.
 *
 * V8 compiles hot code anew while it runs. A ratio taken while one tile is still baseline code says nothing, so bursts are
 * repeated until both have become steady; where they do not, the portable tile is used.
 */
export function chooseTier(module: WebAssembly.Module, now: () => number = () => performance.now()): Tier {
  const tiles = [false, true].map((wide) => probe(simdKernels(module, { wide })))
  const [portable, wide] = tiles as [Probe, Probe]
  const expected = probe(referenceKernels({ precision: 'float32' })).bits()
  if (tiles.some((tile) => tile.bits() !== expected)) return { wide: false, why: 'the wide tile has other bits' }
  const gain = steadyGain(portable, wide, now)
  if (gain === undefined) return { wide: false, why: `neither tile became steady within ${MOST_MS} ms` }
  const why = `the wide tile is ${gain.toFixed(2)} times as fast as the portable one`
  return { wide: gain >= LEAST_GAIN, why }
}

/** How many times as fast the wide tile is, once both are steady. */
function steadyGain(portable: Probe, wide: Probe, now: () => number): number | undefined {
  const start = now()
  let last = { portable: 0, wide: 0 }
  for (let steady = 0; now() - start < MOST_MS; ) {
    const burst = { portable: burstMs(portable.run, now), wide: burstMs(wide.run, now) }
    const isSteady = isNear(burst.portable, last.portable) && isNear(burst.wide, last.wide)
    steady = isSteady ? steady + 1 : 0
    if (steady === STEADY_BURSTS) return burst.portable / burst.wide
    last = burst
  }
  return undefined
}

function isNear(a: number, b: number): boolean {
  return Math.abs(a - b) <= STEADY * b
}

/** The best of several tries: what else runs here only adds to them. */
function burstMs(run: () => void, now: () => number): number {
  let best = Number.POSITIVE_INFINITY
  for (let repeat = 0; repeat < 6; repeat++) {
    const start = now()
    for (let i = 0; i < 12; i++) run()
    best = Math.min(best, now() - start)
  }
  return best
}

interface Probe {
  run: () => void
  /** The bits of a product, as text. */
  bits(): string
}

function probe(kernels: Kernels): Probe {
  const { rows, depth, columns } = SIZE
  const [x, weights, out] = [kernels.matrix(rows, depth), kernels.matrix(depth, columns), kernels.matrix(rows, columns)]
  fill(x, 1)
  fill(weights, 2)
  const run = kernels.program((operations) => operations.product({ x, weights, out, rows }))
  return {
    run,
    bits() {
      run()
      return Buffer.from(Float32Array.from(out.values).buffer).toString('hex')
    },
  }
}

/** Numbers of all sizes that a float32 product rounds at. */
function fill({ values }: Matrix, salt: number): void {
  for (let i = 0; i < values.length; i++) values[i] = Math.fround((((i + salt) * 2654435761) % 1000003) / 1000003 - 0.5)
}
