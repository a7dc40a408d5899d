import type { Rendered, Service } from './rendered.ts'

/** Seconds in which a worker gives back what it trains, and a Redis writes what it has. */
const DRAIN_SECONDS = 20

/** What a compose file lets a service do beyond its work, each as a sentence; empty when there is nothing. */
export function composeFaults(compose: Rendered): string[] {
  return [
    ...Object.entries(compose.services).flatMap(([name, service]) => [
      ...confinementFaults(service).map((fault) => `${name}: ${fault}`),
      ...limitFaults(service).map((fault) => `${name}: ${fault}`),
      ...reachFaults(name, service, compose).map((fault) => `${name}: ${fault}`),
      ...secretFaults(service).map((fault) => `${name}: ${fault}`),
    ]),
    ...Object.entries(compose.secrets).flatMap(([name, { file }]) =>
      file ? [] : [`the secret ${name} is not a file`],
    ),
  ]
}

function confinementFaults(service: Service): string[] {
  return [
    ...when(!service.read_only, 'its root can be written: read_only: true'),
    ...when(!service.cap_drop.includes('ALL'), 'it keeps capabilities: cap_drop: [ALL]'),
    ...when(service.cap_add.length > 0, `it has the capabilities ${service.cap_add.join(', ')}`),
    ...when(!service.security_opt.includes('no-new-privileges:true'), 'it may gain privileges: no-new-privileges:true'),
    ...when(
      service.security_opt.some((option) => /unconfined/.test(option)),
      'a profile of its is switched off',
    ),
    ...when(service.privileged === true, 'it is privileged'),
    ...when(
      !/^[1-9]\d*(:[1-9]\d*)?$/.test(service.user ?? ''),
      `its user is ${service.user ?? 'that of its image'}: a number above 0`,
    ),
    ...when(service.init !== true, 'nothing reaps its processes: init: true'),
    ...when([service.pid, service.ipc, service.network_mode].includes('host'), 'it shares a namespace of the host'),
  ]
}

function limitFaults(service: Service): string[] {
  return [
    ...when(!service.cpus, 'no limit of cores: cpus'),
    ...when(!Number(service.mem_limit), 'no limit of memory: mem_limit'),
    ...when(!service.pids_limit, 'no limit of processes: pids_limit'),
    // The Dockerfile has one for what is built of it.
    ...when(
      service.healthcheck ? service.healthcheck.disable === true : !service.build,
      'nothing asks how it is: healthcheck',
    ),
    ...when(seconds(service.stop_grace_period) <= DRAIN_SECONDS, `it is killed before ${DRAIN_SECONDS} s are over`),
    ...when(
      service.tmpfs.some((mount) => !/size=/.test(mount)),
      'a tmpfs has no size',
    ),
  ]
}

function reachFaults(name: string, service: Service, { networks }: Rendered): string[] {
  // Where the Redis is on another host, all of a service's ways lead outside.
  const isAlone = Object.values(networks).every((network) => !network?.internal)
  const isInside = isAlone || Object.keys(service.networks).some((network) => networks[network]?.internal)
  const outside = Object.keys(service.networks).filter((network) => !networks[network]?.internal)
  return [
    ...when(!isInside, 'it is in no internal network'),
    ...when(name === 'redis' && service.ports.length > 0, 'its port is published'),
    ...when(name === 'redis' && outside.length > 0, `it is in ${outside.join(', ')}, which leads outside`),
    ...service.ports.flatMap(({ host_ip, target }) =>
      when(host_ip !== '127.0.0.1', `its port ${target} is published to other machines`),
    ),
    ...service.volumes.flatMap(({ source, target }) =>
      when(/docker\.sock/.test(source ?? target), 'it has the engine itself'),
    ),
    ...service.volumes.flatMap(({ type, read_only, target }) =>
      when(type === 'bind' && !read_only, `it may write to the host at ${target}`),
    ),
  ]
}

/** A password is in no environment, which `docker inspect` shows, and in no argument, which `ps` shows. */
function secretFaults({ environment, command }: Service): string[] {
  const named = Object.entries(environment).filter(([name]) => /PASSWORD|SECRET|TOKEN|ACCESS_KEY/.test(name))
  return [
    ...named.flatMap(([name]) => when(!/_FILE$|__FILE$/.test(name), `${name} is a secret in the environment`)),
    ...Object.entries(environment).flatMap(([name, value]) =>
      when(/:\/\/[^/@]*:[^/@]+@/.test(value ?? ''), `${name} has a password in it`),
    ),
    ...when(
      (command ?? []).some((word) => /password=|:\/\/[^/@]*:[^/@]+@/.test(word)),
      'its arguments have a password',
    ),
  ]
}

function when(isSo: boolean, fault: string): string[] {
  return isSo ? [fault] : []
}

/** `1m30s`, as Compose writes lengths of time. */
function seconds(text = '0s'): number {
  const [, minutes = 0, rest = 0] = /^(?:(\d+)m)?(?:([\d.]+)s)?$/.exec(text) ?? []
  return Number(minutes) * 60 + Number(rest)
}
