import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse, parseAllDocuments } from 'yaml'
import { z } from 'zod'

/** One object of a cluster, as its manifest describes it. */
export type Manifest = z.infer<typeof manifestSchema>

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), namespace: z.string().optional() }),
})

const kustomizationSchema = z.looseObject({
  namespace: z.string(),
  resources: z.array(z.string()),
  images: z.array(z.strictObject({ name: z.string(), newName: z.string(), digest: z.string() })),
})

export interface Manifests {
  namespace: string
  objects: Manifest[]
  /** By which each image is known in a manifest, and what stands for it. */
  images: { name: string; newName: string; digest: string }[]
}

/** What `kubectl apply --kustomize` would read of a folder; anchors and merges are refused, which not all that reads YAML has. */
export function readManifests(folder: string): Manifests {
  const { namespace, resources, images } = kustomizationSchema.parse(parse(text(folder, 'kustomization.yaml')))
  return { namespace, images, objects: resources.flatMap((name) => objectsOf(text(folder, name))) }
}

/** The objects that a text holds. */
export function objectsOf(yaml: string): Manifest[] {
  return parseAllDocuments(yaml, { merge: false }).map((document) => {
    if (document.errors[0]) throw document.errors[0]
    return manifestSchema.parse(document.toJS({ maxAliasCount: 0 }))
  })
}

function text(folder: string, name: string): string {
  return readFileSync(join(folder, name), 'utf8')
}
