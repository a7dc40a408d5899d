import type { Container, Pod } from './pods.ts'

/** Seconds in which a worker gives back what it trains, and a Redis writes what it has. */
const DRAIN_SECONDS = 20

/** What a pod may do beyond its work, and what it lacks to be stopped, limited and asked how it is. */
export function podFaults(pod: Pod): string[] {
  const { runAsNonRoot, runAsUser = 0, seccompProfile } = pod.securityContext
  return [
    ...when(runAsNonRoot !== true || runAsUser < 1, 'it may run as root: runAsNonRoot and a runAsUser above 0'),
    ...when(
      seccompProfile?.type !== 'RuntimeDefault',
      'it may use all calls of the kernel: seccompProfile RuntimeDefault',
    ),
    ...when(
      pod.automountServiceAccountToken !== false,
      'it has a key to the cluster: automountServiceAccountToken: false',
    ),
    ...when(pod.hostNetwork || pod.hostPID || pod.hostIPC, 'it shares a namespace of its node'),
    ...when(
      pod.terminationGracePeriodSeconds <= DRAIN_SECONDS,
      `it is killed before ${DRAIN_SECONDS} s are over: terminationGracePeriodSeconds`,
    ),
    ...pod.volumes.flatMap(({ name, hostPath, emptyDir }) => [
      ...when(hostPath !== undefined, `its volume ${name} is a folder of its node`),
      ...when(emptyDir !== undefined && emptyDir.sizeLimit === undefined, `its volume ${name} has no sizeLimit`),
    ]),
    ...pod.initContainers.flatMap(confinementFaults),
    ...pod.containers.flatMap((container) => [...confinementFaults(container), ...careFaults(container)]),
  ]
}

function confinementFaults({ image, command, args, env, securityContext }: Container): string[] {
  const { privileged, allowPrivilegeEscalation, readOnlyRootFilesystem, capabilities } = securityContext
  const secrets = env.filter(({ name }) => /PASSWORD|SECRET|TOKEN|ACCESS_KEY/.test(name) && !name.endsWith('_FILE'))
  return [
    ...when(privileged, 'it is privileged'),
    ...when(allowPrivilegeEscalation !== false, 'it may gain privileges: allowPrivilegeEscalation: false'),
    ...when(readOnlyRootFilesystem !== true, 'its root can be written: readOnlyRootFilesystem: true'),
    ...when(!capabilities?.drop.includes('ALL'), 'it keeps capabilities: drop: [ALL]'),
    ...when((capabilities?.add ?? []).length > 0, 'it has capabilities added'),
    ...when(/[:@]/.test(image), `its image is ${image}: a name alone, which kustomization.yaml gives a digest`),
    ...when(secrets.length > 0, `${secrets.map(({ name }) => name).join(', ')} is a secret in the environment`),
    ...when(
      [...command, ...args].some((word) => /password=|:\/\/[^/@]*:[^/@]+@/.test(word)),
      'its arguments have a password',
    ),
  ]
}

function careFaults({ resources: { limits, requests }, ...probes }: Container): string[] {
  return [
    ...['cpu', 'memory'].flatMap((name) => [
      ...when(limits[name] === undefined, `no limit of ${name}`),
      ...when(requests[name] === undefined, `no request of ${name}`),
    ]),
    ...(['startupProbe', 'livenessProbe', 'readinessProbe'] as const).flatMap((name) =>
      when(probes[name] === undefined, `nothing asks how it is: ${name}`),
    ),
  ]
}

function when(isSo: boolean, fault: string): string[] {
  return isSo ? [fault] : []
}
