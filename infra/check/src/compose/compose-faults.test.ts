import { expect, test } from 'vitest'
import { composeFaults } from './compose-faults.ts'
import type { Rendered, Service } from './rendered.ts'

const GOOD: Service = {
  image: 'hypersweep:local',
  command: ['worker', '--data-root', '/data'],
  user: '10001:10001',
  init: true,
  read_only: true,
  cap_add: [],
  cap_drop: ['ALL'],
  security_opt: ['no-new-privileges:true'],
  cpus: 1,
  mem_limit: '1073741824',
  pids_limit: 256,
  stop_grace_period: '30s',
  healthcheck: { test: ['CMD', 'true'] },
  environment: { HYPERSWEEP_REDIS: 'redis://worker@redis:6379/0?password_file=/run/secrets/worker.password' },
  networks: { queue: null },
  ports: [],
  volumes: [{ type: 'volume', source: 'state', target: '/state' }],
  tmpfs: ['/tmp:size=64m'],
}

function faults(change: Partial<Service>, name = 'worker', secrets: Rendered['secrets'] = {}): string[] {
  const networks = { queue: { internal: true }, outside: null }
  return composeFaults({ services: { [name]: { ...GOOD, ...change } }, networks, secrets })
}

test('a service that has all that is asked for has no fault', () => {
  expect(faults({})).toEqual([])
  expect(faults({ networks: { queue: null, outside: null }, ports: [{ host_ip: '127.0.0.1', target: 1 }] })).toEqual([])
})

const { user: _, ...ofTheImage } = GOOD

test.each<[string, Partial<Service>]>([
  ['its root can be written: read_only: true', { read_only: false }],
  ['it keeps capabilities: cap_drop: [ALL]', { cap_drop: ['NET_RAW'] }],
  ['it has the capabilities SYS_ADMIN', { cap_add: ['SYS_ADMIN'] }],
  ['it may gain privileges: no-new-privileges:true', { security_opt: [] }],
  ['a profile of its is switched off', { security_opt: ['no-new-privileges:true', 'seccomp:unconfined'] }],
  ['it is privileged', { privileged: true }],
  ['its user is root: a number above 0', { user: 'root' }],
  ['its user is 0:0: a number above 0', { user: '0:0' }],
  ['nothing reaps its processes: init: true', { init: false }],
  ['it shares a namespace of the host', { network_mode: 'host' }],
  ['no limit of cores: cpus', { cpus: 0 }],
  ['no limit of memory: mem_limit', { mem_limit: '0' }],
  ['no limit of processes: pids_limit', { pids_limit: 0 }],
  ['it is killed before 20 s are over', { stop_grace_period: '20s' }],
  ['a tmpfs has no size', { tmpfs: ['/tmp'] }],
  ['it is in no internal network', { networks: { outside: null } }],
  ['its port 8787 is published to other machines', { ports: [{ target: 8787, published: '8787' }] }],
  ['it may write to the host at /x', { volumes: [{ type: 'bind', source: '/x', target: '/x' }] }],
  ['TOKEN is a secret in the environment', { environment: { TOKEN: 'x' } }],
  ['URL has a password in it', { environment: { URL: 'redis://worker:secret@redis:6379' } }],
  ['its arguments have a password', { command: ['worker', '--redis', 'redis://worker:secret@redis'] }],
])('%s', (fault, change) => {
  expect(faults(change)).toEqual([`worker: ${fault}`])
})

test('one without a user, or that nothing asks how it is, is told', () => {
  const { healthcheck: __, ...unasked } = GOOD
  const compose = { networks: { queue: { internal: true } }, secrets: {} }
  expect(composeFaults({ ...compose, services: { a: ofTheImage } })).toEqual([
    'a: its user is that of its image: a number above 0',
  ])
  expect(composeFaults({ ...compose, services: { a: unasked } })).toEqual(['a: nothing asks how it is: healthcheck'])
})

test('the engine itself is handed to nobody', () => {
  const volumes = [{ type: 'bind', source: '/var/run/docker.sock', target: '/s', read_only: true }]
  expect(faults({ volumes })).toEqual(['worker: it has the engine itself'])
})

test('a Redis is neither published nor in a network that leads outside', () => {
  const ports = [{ host_ip: '127.0.0.1', target: 6379 }]
  expect(faults({ ports, networks: { queue: null, outside: null } }, 'redis')).toEqual([
    'redis: its port is published',
    'redis: it is in outside, which leads outside',
  ])
})

test('where the file has no internal network, for its Redis is elsewhere, none is asked for', () => {
  const services = { worker: { ...GOOD, networks: { outside: null } } }
  expect(composeFaults({ services, networks: { outside: null }, secrets: {} })).toEqual([])
})

test('a secret that comes by the environment is told', () => {
  expect(faults({}, 'worker', { token: { environment: 'TOKEN' } })).toEqual(['the secret token is not a file'])
})
