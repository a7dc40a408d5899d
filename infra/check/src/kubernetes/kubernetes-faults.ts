import type { Manifest, Manifests } from './manifests.ts'
import { podFaults } from './pod-faults.ts'
import { podOf } from './pods.ts'
import { schemaFaults } from './schema-faults.ts'

/** What is wrong with manifests, each as a sentence; empty when nothing is. */
export function kubernetesFaults({ namespace, objects, images }: Manifests): string[] {
  const known = new Set(images.map(({ name }) => name))
  return [
    ...images.flatMap(({ name, digest }) =>
      /^sha256:[0-9a-f]{64}$/.test(digest) ? [] : [`the image ${name} has no digest`],
    ),
    ...objects.flatMap((object) => {
      const of = `${object.kind} ${object.metadata.name}`
      return objectFaults(object, namespace, known).map((fault) => `${of}: ${fault}`)
    }),
    ...networkFaults(objects),
    ...scalingFaults(objects),
  ]
}

function objectFaults(object: Manifest, namespace: string, images: ReadonlySet<string>): string[] {
  const place = object.kind === 'Namespace' ? object.metadata.name : object.metadata.namespace
  const wrong = schemaFaults(object)
  if (wrong.length > 0) return wrong
  const pod = podOf(object)
  return [
    ...(place === namespace ? [] : [`it is in ${place ?? 'no namespace'}, not in ${namespace}`]),
    ...(pod ? podFaults(pod) : []),
    ...(pod?.containers ?? []).flatMap(({ image }) =>
      images.has(image) ? [] : [`its image ${image} is not in kustomization.yaml`],
    ),
  ]
}

/** Where one policy lets nothing through for all pods, others say what may pass; without it they say nothing. */
function networkFaults(objects: readonly Manifest[]): string[] {
  const isOfAll = ({ kind, ...rest }: Manifest) => {
    const { podSelector, policyTypes, ingress, egress } = (rest['spec'] ?? {}) as Record<string, unknown>
    const isWhole = ['Ingress', 'Egress'].every((type) => (policyTypes as string[] | undefined)?.includes(type))
    const isEmpty = JSON.stringify(podSelector) === '{}' && ingress === undefined && egress === undefined
    return kind === 'NetworkPolicy' && isWhole && isEmpty
  }
  return objects.some(isOfAll) ? [] : ['no NetworkPolicy keeps everything from everybody']
}

/** What KEDA scales has no replicas of its own: each apply would set them anew. */
function scalingFaults(objects: readonly Manifest[]): string[] {
  return objects.flatMap((object) => {
    if (object.kind !== 'ScaledObject') return []
    const { name } = (object['spec'] as { scaleTargetRef: { name: string } }).scaleTargetRef
    const target = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === name)
    if (target === undefined) return [`ScaledObject ${object.metadata.name}: there is no Deployment ${name}`]
    const isSet = (target['spec'] as { replicas?: number }).replicas !== undefined
    return isSet ? [`Deployment ${name}: it has replicas, which a ScaledObject decides`] : []
  })
}
