import { expect, test } from 'vitest'
import { programName } from './program-name.ts'

// As npm 11, pnpm 12 and yarn 1 were seen to set them.
test.each([
  ['a shell', {}, 'hypersweep'],
  ['npx', { npm_command: 'exec', npm_config_user_agent: 'npm/11.19.1 node/v20.20.2' }, 'npx hypersweep'],
  ['pnpm exec', { npm_command: 'exec', npm_config_user_agent: 'pnpm/12.21.0 npm/?' }, 'pnpm exec hypersweep'],
  ['pnpm run', { npm_lifecycle_event: 'hypersweep', npm_config_user_agent: 'pnpm/12.21.0 npm/?' }, 'pnpm hypersweep'],
  ['pnpm demo', { npm_lifecycle_event: 'demo', npm_config_user_agent: 'pnpm/12.21.0 npm/?' }, 'pnpm hypersweep'],
  ['npm run', { npm_lifecycle_event: 'hypersweep', npm_config_user_agent: 'npm/11.19.1' }, 'npm run hypersweep --'],
])('%s starts the program by its own name for it', (_launcher, env, name) => {
  expect(programName(env)).toBe(name)
})
