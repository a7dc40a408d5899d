import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { debianPackages } from '../debian/debian-packages.ts'
import { cache } from '../places.ts'

const run = promisify(execFile)

/** Kubernetes' own client: Debian's, fetched once into the user's cache. What it is asked for here needs no cluster. */
export async function kubectlCommand(log: (line: string) => void): Promise<string> {
  const folder = join(cache, 'kubectl')
  await debianPackages({ into: folder, names: ['kubernetes-client'], log })
  return join(folder, 'usr/bin/kubectl')
}

/** What `kubectl apply --kustomize` would send to a cluster. */
export async function kustomized(kubectl: string, folder: string): Promise<string> {
  return (await run(kubectl, ['kustomize', folder])).stdout
}

export async function kubectlVersion(kubectl: string): Promise<string> {
  const { stdout } = await run(kubectl, ['version', '--client', '--output=json'])
  return (JSON.parse(stdout) as { clientVersion: { gitVersion: string } }).clientVersion.gitVersion
}
