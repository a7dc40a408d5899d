import { median } from '../statistics.ts'

/** What a process held in memory while so many trials had ended. */
export interface MemorySample {
  ended: number
  megabytes: number
}

export interface Flatness {
  megabytes: number
  /** The median of each tenth of the trials but the first, while everything is still being loaded. */
  parts: readonly number[]
  /** By which share the last third of them lies above the first third, or below it. */
  grows: number
  /** By which share the part that lies farthest off differs from the median. */
  wanders: number
}

/**
 * Whether the memory of a process is flat. A process wanders without growing where V8 lets garbage stand for a while,
 * and then takes much of it at once.
 */
export function flatness(samples: readonly MemorySample[], trials: number): Flatness {
  const settled = samples.filter(({ ended, megabytes }) => ended >= trials / 10 && ended < trials && megabytes > 0)
  const groups = Map.groupBy(settled, ({ ended }) => Math.floor((10 * ended) / trials)).values()
  const parts = [...groups].map((part) => median(part.map(({ megabytes }) => megabytes)))
  const megabytes = median(settled.map((sample) => sample.megabytes))
  const third = Math.ceil(parts.length / 3)
  return {
    megabytes,
    parts,
    grows: median(parts.slice(-third)) / median(parts.slice(0, third)) - 1,
    wanders: Math.max(...parts.map((each) => Math.abs(each / megabytes - 1))),
  }
}
