import { join } from 'node:path'
import { type Finding, judged } from '../finding.ts'
import { root } from '../places.ts'
import { composeCommand, composeVersion } from './compose-command.ts'
import { composeFaults } from './compose-faults.ts'
import { renderCompose } from './rendered.ts'

export const COMPOSE_FILE = join(root, 'infra/compose.yaml')

/** infra/compose.yaml as the real Compose reads it, held to what we promise of each service. */
export async function checkCompose(log: (line: string) => void): Promise<Finding> {
  const command = await composeCommand(log)
  const by = `by Docker Compose ${await composeVersion(command)}`
  try {
    const compose = await renderCompose({ command, file: COMPOSE_FILE })
    const names = Object.keys(compose.services).join(', ')
    return judged('compose', composeFaults(compose), `${by}: ${names}, each confined, limited and asked how it is`)
  } catch (error) {
    return judged('compose', [`refused ${by}: ${(error as Error).message}`], '')
  }
}
