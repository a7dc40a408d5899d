import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Deployment, StatefulSet } from 'kubernetes-models/apps/v1'
import { NetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Namespace, Service } from 'kubernetes-models/v1'
import type { Manifest } from './manifests.ts'

interface Model {
  validate(): void
}

/** By `apiVersion/kind`: what we use, and no other kind. */
const MODELS: Readonly<Record<string, new (data: never) => Model>> = {
  'v1/ConfigMap': ConfigMap,
  'v1/Namespace': Namespace,
  'v1/Service': Service,
  'apps/v1/Deployment': Deployment,
  'apps/v1/StatefulSet': StatefulSet,
  'networking.k8s.io/v1/NetworkPolicy': NetworkPolicy,
  'policy/v1/PodDisruptionBudget': PodDisruptionBudget,
  'keda.sh/v1alpha1/ScaledObject': ScaledObject,
}

/** What the schemas of Kubernetes and KEDA do not allow of an object: wrong types, what has to be there and is not. */
export function schemaFaults(manifest: Manifest): string[] {
  const kind = `${manifest.apiVersion}/${manifest.kind}`
  const Model = MODELS[kind]
  if (Model === undefined) return [`${kind} is a kind that is not checked here`]
  try {
    new Model(manifest as never).validate()
    return []
  } catch (error) {
    return [(error as Error).message]
  }
}
