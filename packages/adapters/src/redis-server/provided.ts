import 'vitest'

declare module 'vitest' {
  export interface ProvidedContext {
    /**
     * A Redis that lives as long as the test run, by the URL of the user `worker`, whose keys begin with `{hs}:`; see
     * test/redis-setup.ts.
     */
    redisUrl: string
    /** The same for a test that needs more than hypersweep is allowed. */
    redisAdminUrl: string
    /** The command that started it. */
    redisCommand: string
  }
}
