import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { SlowestFirst } from './test/slowest-first.ts'

const cores = availableParallelism()
const conditions = ['hypersweep-source']
const execArgv = ['--conditions=hypersweep-source']
/** Processes that tests start are compiled once, and begin in a third of the time. */
const env = { NODE_COMPILE_CACHE: join(import.meta.dirname, 'node_modules/.cache/compiled') }

export default defineConfig({
  resolve: { conditions },
  ssr: { resolve: { conditions } },
  test: {
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          env,
          include: [
            'packages/*/src/**/*.test.ts',
            'apps/*/src/**/*.test.ts',
            'infra/check/src/**/*.test.ts',
            'test/{architecture,bench,docs,prometheus}/**/*.test.ts',
          ],
          exclude: ['**/*.redis.test.ts', '**/node_modules/**'],
          maxWorkers: cores,
          execArgv,
        },
      },
      {
        extends: true,
        test: {
          name: 'redis',
          env,
          include: ['packages/*/src/**/*.redis.test.ts', 'apps/*/src/**/*.redis.test.ts'],
          pool: 'forks',
          // Each waits for nine tenths of its time.
          maxWorkers: 2 * cores,
          sequence: { groupOrder: 1 },
          execArgv,
          globalSetup: ['./test/redis-setup.ts'],
          testTimeout: 30_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          env,
          include: ['test/e2e/**/*.test.ts'],
          pool: 'forks',
          // Each keeps half of two cores busy.
          maxWorkers: 2,
          execArgv,
          globalSetup: ['./test/redis-setup.ts'],
          testTimeout: 120_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'attacks',
          env,
          include: ['test/attacks/**/*.test.ts'],
          pool: 'forks',
          // Each keeps half of two cores busy.
          maxWorkers: 2,
          execArgv,
          globalSetup: ['./test/redis-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'faults',
          env,
          include: ['test/{faults,machines}/**/*.test.ts'],
          pool: 'forks',
          // Each waits for most of its time.
          maxWorkers: 2,
          execArgv,
          globalSetup: ['./test/redis-setup.ts'],
          testTimeout: 180_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'bits',
          include: ['test/{bits,runtimes}/**/*.test.ts'],
          fileParallelism: false,
          // Each is a process that keeps a core busy.
          maxConcurrency: cores,
          execArgv,
          globalSetup: ['./test/runtimes-setup.ts'],
          testTimeout: 180_000,
        },
      },
    ],
  },
})
