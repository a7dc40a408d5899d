import { registerHooks } from 'node:module'
import { theMutant } from './mutants.ts'
import { mutated } from './mutated.ts'

const mutant = theMutant()

// For NODE_OPTIONS: what tests start as processes and threads has the mutant in it too.
registerHooks({
  load(url, context, next) {
    const loaded = next(url, context)
    const source = url.startsWith('file:') && loaded.source && mutated(mutant, url, String(loaded.source))
    return source ? { ...loaded, source } : loaded
  },
})
