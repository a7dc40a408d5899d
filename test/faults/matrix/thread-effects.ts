import { DEATHS, EFFECTS, type Effect } from './fail-point.ts'

const RATE = 0.01

/** The learning rate by which a trial's thread is told to fail. */
export function rateOf(effect: Effect): number {
  return RATE + 0.001 * (1 + [...EFFECTS, ...DEATHS].indexOf(effect))
}

/** The learning rate of a trial whose thread does well. */
export const SOUND_RATE = RATE

export function effectAt(rate: unknown): Effect | undefined {
  return [...EFFECTS, ...DEATHS].find((effect) => rateOf(effect) === rate)
}
