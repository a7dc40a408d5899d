import { isDeepStrictEqual } from 'node:util'
import type { Manifest, Manifests } from './manifests.ts'

/** Where what kubectl makes of a folder is not what we read of it, with each image's digest in its place. */
export function renderedFaults({ objects, images }: Manifests, rendered: readonly Manifest[]): string[] {
  const byName = new Map(rendered.map((object) => [nameOf(object), object]))
  const digests = new Map(images.map(({ name, newName, digest }) => [name, `${newName}@${digest}`]))
  const differing = objects.filter((object) => !isDeepStrictEqual(pinned(object, digests), byName.get(nameOf(object))))
  return [
    ...differing.map((object) => `kubectl reads ${nameOf(object)} otherwise`),
    ...(rendered.length === objects.length ? [] : [`kubectl reads ${rendered.length} objects of ${objects.length}`]),
  ]
}

function nameOf({ kind, metadata }: Manifest): string {
  return `${kind} ${metadata.name}`
}

function pinned(object: Manifest, digests: ReadonlyMap<string, string>): Manifest {
  const reviver = (key: string, value: unknown) => (key === 'image' ? (digests.get(value as string) ?? value) : value)
  return JSON.parse(JSON.stringify(object), reviver) as Manifest
}
