import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Finding, judged } from '../finding.ts'
import { root } from '../places.ts'
import { dockerfileFaults } from './dockerfile-faults.ts'

export const DOCKERFILE = join(root, 'infra/Dockerfile')

export async function checkDockerfile(): Promise<Finding> {
  const faults = dockerfileFaults(await readFile(DOCKERFILE, 'utf8'))
  return judged('Dockerfile', faults, 'no finding of the linter; one base that a digest holds; user 10001')
}
