import type { Control } from '@hypersweep/sweep'

const STATES = { run: 'running', pause: 'paused', stop: 'stopped', cancel: 'cancelled' } as const

/** What a sweep is after a person has said this of it. */
export function controlState(control: Control): string {
  return STATES[control]
}

/** A sweep's name, and ` (paused)` behind it where it is held. */
export function nameUnder(control: Control, name: string): string {
  return control === 'run' ? name : `${name} (${STATES[control]})`
}
