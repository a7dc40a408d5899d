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

/** A line whenever a person says something else of the sweep. */
export function controlLines(name: string) {
  let told: Control = 'run'
  return (control: Control): string[] => {
    if (control === told) return []
    told = control
    const way = `To take that back: hypersweep resume ${name}`
    return [control === 'run' ? `${name} goes on.` : `${name} is ${controlState(control)}. ${way}`]
  }
}
