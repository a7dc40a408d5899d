import type { Params } from '../trial.ts'

/** Picks the params of each point; pure, so that any worker can say what point 731 is without the 730 before it. */
export interface Sampler {
  /** How many points there are; missing where there is no end. */
  readonly size?: number
  /** Params of a point, from 0; axes without effect in it are left out. */
  params(point: number): Params
}
