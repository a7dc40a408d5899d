/** An error for a person: what our packages throw says itself what was got, needed and to do. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** 2 for what the person who typed can put right, else 1. */
export function exitCode(error: unknown): 1 | 2 {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return USAGE.some((prefix) => code.startsWith(prefix)) ? 2 : 1
}

const USAGE = ['REDIS_', 'KERNELS_']
