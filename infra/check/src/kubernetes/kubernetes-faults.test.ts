import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../places.ts'
import { KUBERNETES } from './check-kubernetes.ts'
import { kubernetesFaults } from './kubernetes-faults.ts'
import { type Manifest, readManifests } from './manifests.ts'
import { renderedFaults } from './rendered-faults.ts'

const manifests = readManifests(KUBERNETES)

const named = (kind: string, name: string): Manifest =>
  manifests.objects.find((object) => object.kind === kind && object.metadata.name === name)!

test('what lies in infra/kubernetes has no fault', () => {
  expect(kubernetesFaults(manifests)).toEqual([])
})

test('a digest that is none, and an image that has none, are found', () => {
  const [first, ...others] = manifests.images
  expect(kubernetesFaults({ ...manifests, images: [{ ...first!, digest: 'latest' }, ...others] })).toEqual([
    'the image hypersweep has no digest',
  ])
  expect(kubernetesFaults({ ...manifests, images: others })).toEqual([
    'Deployment coordinator: its image hypersweep is not in kustomization.yaml',
    'Deployment worker: its image hypersweep is not in kustomization.yaml',
  ])
})

const pod = 'spec.template.spec'
const container = `${pod}.containers.0`

/** A place in the worker's Deployment, what is put there, and what is said of it. */
test.each<[string, unknown, RegExp]>([
  ['spec.replicas', 2, /^Deployment worker: it has replicas, which a ScaledObject decides$/],
  ['spec.replicas', 'two', /replicas/],
  ['metadata.namespace', 'default', /it is in default, not in hypersweep/],
  [`${pod}.terminationGracePeriodSeconds`, 20, /killed before 20 s are over/],
  [`${pod}.automountServiceAccountToken`, undefined, /it has a key to the cluster/],
  [`${pod}.hostNetwork`, true, /shares a namespace of its node/],
  [`${pod}.securityContext.runAsNonRoot`, false, /may run as root/],
  [`${pod}.securityContext.runAsUser`, 0, /may run as root/],
  [`${pod}.securityContext.seccompProfile`, { type: 'Unconfined' }, /all calls of the kernel/],
  [`${pod}.volumes.0`, { name: 'work', hostPath: { path: '/' } }, /its volume work is a folder of its node/],
  [`${pod}.volumes.0`, { name: 'work', emptyDir: {} }, /its volume work has no sizeLimit/],
  [`${container}.securityContext.privileged`, true, /it is privileged/],
  [`${container}.securityContext.allowPrivilegeEscalation`, undefined, /may gain privileges/],
  [`${container}.securityContext.readOnlyRootFilesystem`, undefined, /its root can be written/],
  [`${container}.securityContext.capabilities`, { drop: ['NET_RAW'] }, /keeps capabilities/],
  [`${container}.securityContext.capabilities.add`, ['NET_ADMIN'], /capabilities added/],
  [`${container}.image`, 'hypersweep:latest', /its image is hypersweep:latest/],
  [`${container}.env`, [{ name: 'HYPERSWEEP_TOKEN', value: 'x' }], /HYPERSWEEP_TOKEN is a secret/],
  [`${container}.args`, ['worker', '--redis', 'redis://a:b@redis'], /arguments have a password/],
  [`${container}.resources.limits.memory`, undefined, /no limit of memory/],
  [`${container}.resources.requests`, undefined, /no request of cpu/],
  [`${container}.livenessProbe`, undefined, /nothing asks how it is: livenessProbe/],
  [`${container}.livenessProbe.periodSeconds`, 'often', /periodSeconds/],
  [`${container}.ports.0.containerPort`, '8787', /containerPort/],
])('a worker whose %s is %j is found', (path, value, fault) => {
  const changed = withChange(named('Deployment', 'worker'), path, value)
  expect(faultsWith(changed)).toEqual(expect.arrayContaining([expect.stringMatching(fault)]))
})

test('a ScaledObject of a wrong type, or of what is not there, and policies that keep nothing away are found', () => {
  const scaled = named('ScaledObject', 'worker')
  expect(faultsWith(withChange(scaled, 'spec.minReplicaCount', 'none'))).toEqual([
    expect.stringMatching(/minReplicaCount/),
  ])
  expect(faultsWith(withChange(scaled, 'spec.scaleTargetRef.name', 'others'))).toEqual([
    'ScaledObject worker: there is no Deployment others',
  ])
  const open = withChange(named('NetworkPolicy', 'nothing'), 'spec.ingress', [{}])
  expect(faultsWith(open)).toEqual(['no NetworkPolicy keeps everything from everybody'])
})

test('what kubectl reads otherwise, or not at all, is found', () => {
  const { objects } = manifests
  const images = manifests.images.map((image) => ({ ...image, newName: image.name, digest: 'sha256:1' }))
  const rendered = JSON.parse(JSON.stringify(objects).replaceAll(/"image":"(\w+)"/g, '"image":"$1@sha256:1"'))
  expect(renderedFaults({ ...manifests, images }, rendered)).toEqual([])
  expect(renderedFaults(manifests, rendered)).toContain('kubectl reads Deployment worker otherwise')
  expect(renderedFaults({ ...manifests, images }, rendered.slice(1))).toEqual([
    'kubectl reads Namespace hypersweep otherwise',
    `kubectl reads ${objects.length - 1} objects of ${objects.length}`,
  ])
})

test('Redis in the cluster is set to what infra/redis/redis.conf says', () => {
  const { data } = named('ConfigMap', 'redis') as unknown as { data: Record<string, string> }
  expect(data['redis.conf']).toBe(readFileSync(join(root, 'infra/redis/redis.conf'), 'utf8'))
})

test('workers follow the trials that wait, are trained and are put off, by a figure that the coordinator has', () => {
  const { spec } = named('ScaledObject', 'worker') as unknown as {
    spec: { minReplicaCount: number; triggers: { metadata: { query: string } }[] }
  }
  expect(spec.minReplicaCount).toBe(0)
  const query = 'sum(hypersweep_queue_trials{state=~"waiting|active|delayed|prioritized"})'
  expect(spec.triggers.map(({ metadata }) => metadata.query)).toEqual([query])
  const exporter = readFileSync(join(root, 'packages/service/src/metrics/coordinator-metrics.ts'), 'utf8')
  expect(exporter).toContain("'hypersweep_queue_trials'")
})

function faultsWith(changed: Manifest): string[] {
  const isSame = ({ kind, metadata }: Manifest) => kind === changed.kind && metadata.name === changed.metadata.name
  return kubernetesFaults({ ...manifests, objects: manifests.objects.map((each) => (isSame(each) ? changed : each)) })
}

/** A copy with another value at a path of keys; without it, where the value is undefined. */
function withChange(manifest: Manifest, path: string, value: unknown): Manifest {
  const copy = structuredClone(manifest)
  const keys = path.split('.')
  const last = keys.pop()!
  const place = keys.reduce((at, key) => at[key] as Record<string, unknown>, copy as Record<string, unknown>)
  if (value === undefined) delete place[last]
  else place[last] = value
  return copy
}
