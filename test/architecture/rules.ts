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
  'packages/numbers': { packages: [], pure: true },
  'packages/core': { packages: ['numbers'], pure: true },
  'packages/sweep': { packages: ['numbers'], pure: true },
  'packages/datasets': { packages: ['core', 'numbers'] },
  'packages/adapters': { packages: ['sweep'] },
  'packages/runner': { packages: ['core', 'sweep', 'datasets', 'numbers'] },
  'apps/worker': { packages: ['runner', 'sweep'], compositionOnly: ['adapters'] },
  'apps/coordinator': {
    packages: ['core', 'datasets', 'numbers', 'runner', 'sweep'],
    compositionOnly: ['adapters'],
  },
}
