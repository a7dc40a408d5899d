/** What a package may import of ours, and the order of its rooms: each may import only those before it. */
export interface PackageRule {
  packages: readonly string[]
  /** Only `main.ts` may import these. */
  compositionOnly?: readonly string[]
  rooms?: readonly string[]
  /** A pure package imports no Node module: it would tie numbers or decisions to a machine. */
  pure?: boolean
}

export const RULES: Readonly<Record<string, PackageRule>> = {
  'packages/numbers': { packages: [], rooms: ['errors', 'functions', 'hash', 'random'], pure: true },
  'packages/core': {
    packages: ['numbers'],
    rooms: [
      'errors',
      'kernels',
      'data',
      'tensor',
      'layers',
      'losses',
      'optimizers',
      'schedules',
      'model',
      'checkpoint',
      'train',
      'ensemble',
      'testing',
    ],
    pure: true,
  },
  'packages/sweep': {
    packages: ['numbers'],
    rooms: [
      'errors',
      'did-you-mean',
      'trial',
      'spec',
      'objective',
      'space',
      'effects',
      'samplers',
      'trials',
      'sweep-file',
      'score',
      'digest',
      'ports',
      'leaderboard',
      'ensemble',
      'testing',
    ],
    pure: true,
  },
  'packages/datasets': {
    packages: ['core', 'numbers'],
    rooms: ['errors', 'data-source', 'mnist-files', 'files', 'parts', 'idx', 'csv', 'generators', 'load-dataset'],
  },
  'packages/adapters': {
    packages: ['sweep'],
    rooms: ['errors', 'exact-json', 'trial-name', 'memory', 'files', 'sqlite', 'redis', 'bullmq', 'redis-server'],
  },
  'packages/runner': {
    packages: ['core', 'sweep', 'datasets', 'numbers'],
    rooms: [
      'errors',
      'log',
      'numerics',
      'kernels',
      'objective',
      'data',
      'checkpoints',
      'pool',
      'trial',
      'worker',
      'testing',
    ],
  },
  'apps/worker': {
    packages: ['runner', 'sweep'],
    compositionOnly: ['adapters'],
    rooms: ['errors', 'error-text', 'options', 'drain-signals', 'supervise', 'volatile-redis', 'main'],
  },
  'apps/coordinator': {
    packages: ['core', 'numbers', 'runner', 'sweep'],
    compositionOnly: ['adapters'],
    rooms: [
      'errors',
      'masked',
      'interrupts',
      'view',
      'error-text',
      'screen',
      'context',
      'progress',
      'driver',
      'doctor',
      'predict',
      'ensemble',
      'register-sweep',
      'data-roots',
      'lookup',
      'store-options',
      'worker-launch',
      'worker-processes',
      'run',
      'commands',
      'cli',
      'main',
      'testing',
    ],
  },
}
