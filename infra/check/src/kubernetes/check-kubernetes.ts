import { join } from 'node:path'
import { type Finding, judged, MissingTool } from '../finding.ts'
import { root } from '../places.ts'
import { kubectlCommand, kubectlVersion, kustomized } from './kubectl.ts'
import { kubernetesFaults } from './kubernetes-faults.ts'
import { type Manifests, objectsOf, readManifests } from './manifests.ts'
import { renderedFaults } from './rendered-faults.ts'

export const KUBERNETES = join(root, 'infra/kubernetes')

/** infra/kubernetes by the schemas of Kubernetes and KEDA, held to what we promise of each pod. No cluster has seen it. */
export async function checkKubernetes(log: (line: string) => void): Promise<Finding> {
  const manifests = readManifests(KUBERNETES)
  const kinds = Object.entries(Object.groupBy(manifests.objects, ({ kind }) => kind))
  const names = kinds.map(([kind, some]) => `${some!.length} ${kind}`).join(', ')
  const rendering = await rendered(manifests, log)
  const faults = [...kubernetesFaults(manifests), ...rendering.faults]
  return judged(
    'kubernetes',
    faults,
    `by schema and ${rendering.by}: ${names}; each pod confined. No cluster has seen it`,
  )
}

/** The same by Kubernetes' own client, where it can be had. */
async function rendered(manifests: Manifests, log: (line: string) => void): Promise<{ by: string; faults: string[] }> {
  let kubectl: string
  try {
    kubectl = await kubectlCommand(log)
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error
    return { by: `not by kubectl (${error.message})`, faults: [] }
  }
  const by = `kubectl ${await kubectlVersion(kubectl)}`
  try {
    return { by, faults: renderedFaults(manifests, objectsOf(await kustomized(kubectl, KUBERNETES))) }
  } catch (error) {
    return { by, faults: [`refused by ${by}: ${(error as Error).message}`] }
  }
}
