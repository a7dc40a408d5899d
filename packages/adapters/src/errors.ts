/**
 * What `adapters` throws: for broken input, for a store or server that cannot be used, never for an expected end.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`. No message holds a password.
 */
export class AdapterError extends Error {
  override readonly name = 'AdapterError'
  readonly code: string

  constructor(code: string, got: string, needed: string, options?: ErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
  }
}

/** What went wrong, in words, of something that was caught. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message || error.name : String(error)
}

export function unknownSweep(id: string): AdapterError {
  return new AdapterError('SWEEP_UNKNOWN', `There is no sweep with the id ${id}.`, 'Add the sweep first.')
}

export function sweepNameTaken(name: string): AdapterError {
  return new AdapterError('SWEEP_NAME_TAKEN', `Another sweep is named ${name}.`, 'Choose a free name.')
}

export function unknownTrial(id: string): AdapterError {
  return new AdapterError('TRIAL_UNKNOWN', `There is no trial ${id}.`, 'Add it to its sweep first.')
}
