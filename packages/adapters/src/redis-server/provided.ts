import 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /** A private, append-only Redis that lives as long as the test run; see test/redis-setup.ts. */
    redisUrl: string
    /** The command that started it. */
    redisCommand: string
  }
}
