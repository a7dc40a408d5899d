import { basename, join } from 'node:path'
import { type Finding, judged } from '../finding.ts'
import { root } from '../places.ts'
import { composeCommand, composeVersion } from './compose-command.ts'
import { composeFaults } from './compose-faults.ts'
import { renderCompose } from './rendered.ts'

export const COMPOSE_FILE = join(root, 'infra/compose.yaml')
const FILES = [COMPOSE_FILE, join(root, 'infra/compose.host.yaml')]

/** The compose files as the real Compose reads them, held to what we promise of each service. */
export async function checkCompose(log: (line: string) => void): Promise<Finding> {
  const command = await composeCommand(log)
  const by = `by Docker Compose ${await composeVersion(command)}`
  const names = new Set<string>()
  const faults: string[] = []
  for (const file of FILES) {
    try {
      const compose = await renderCompose({ command, file })
      for (const name of Object.keys(compose.services)) names.add(name)
      faults.push(...composeFaults(compose).map((fault) => `${basename(file)}: ${fault}`))
    } catch (error) {
      faults.push(`${basename(file)} is refused ${by}: ${(error as Error).message}`)
    }
  }
  return judged('compose', faults, `${by}: ${[...names].join(', ')}, each confined, limited and asked how it is`)
}
