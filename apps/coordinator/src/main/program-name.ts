/**
 * What a person types for `hypersweep`, as far as it can be told from what package managers leave in the environment:
 * a message that proposes a command is to work when it is pasted.
 */
export function programName(env: NodeJS.ProcessEnv): string {
  const [manager = ''] = (env['npm_config_user_agent'] ?? '').split('/')
  if (env['npm_command'] === 'exec') return manager === 'pnpm' ? 'pnpm exec hypersweep' : 'npx hypersweep'
  if (env['npm_lifecycle_event'] === undefined) return 'hypersweep'
  return manager === 'npm' ? 'npm run hypersweep --' : `${manager || 'npm run'} hypersweep`
}
