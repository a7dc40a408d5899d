import { homedir } from 'node:os'
import { join } from 'node:path'

/** The repository. */
export const root = join(import.meta.dirname, '../../..')

/** Where fetched tools and images are kept: `~/.cache/hypersweep/infra`. */
export const cache = join(process.env['XDG_CACHE_HOME'] || join(homedir(), '.cache'), 'hypersweep/infra')
