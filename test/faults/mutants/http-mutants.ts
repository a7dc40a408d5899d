import { type Mutant, mutant } from './mutant.ts'

const HTTP = 'packages/service/src/http'
const SERVICE = [`${HTTP}/start-service.test.ts`]
const TOKENS = [`${HTTP}/token-guard.test.ts`]
const EVENTS = [`${HTTP}/event-stream.test.ts`]
const API = ['apps/coordinator/src/api/sweeps-api.test.ts']

/** The guards of the HTTP server and of the sweeps behind it, each left open. */
export const HTTP_MUTANTS: readonly Mutant[] = [
  mutant('HTTP: every host is ours', SERVICE, [`${HTTP}/guarded-app.ts`, '    checkHost(host)\n', '']),
  mutant('HTTP: a target may name a host', SERVICE, [`${HTTP}/guarded-app.ts`, '    checkTarget(url)\n', '']),
  mutant('HTTP: a name that ends in ours is ours', SERVICE, [
    `${HTTP}/host-guard.ts`,
    'names.has(name)',
    '[...names].some((one) => name.startsWith(one))',
  ]),
  mutant('HTTP: every page may ask', SERVICE, [
    `${HTTP}/origin-guard.ts`,
    'hostOf(origin) === host?.toLowerCase()',
    'true',
  ]),
  mutant('HTTP: a browser of another site may ask', SERVICE, [
    `${HTTP}/origin-guard.ts`,
    "fetchSite === 'same-origin' ||",
    "fetchSite !== '' ||",
  ]),
  mutant('HTTP: every body is read', SERVICE, [`${HTTP}/guarded-app.ts`, '    checkBody(headers)\n', '']),
  mutant('HTTP: a body may be as long as it likes', SERVICE, [
    `${HTTP}/body-guard.ts`,
    'bytes > MOST_BYTES',
    'bytes > Infinity',
  ]),
  mutant('HTTP: all is open', SERVICE, [`${HTTP}/guarded-app.ts`, '!OPEN.has(c.req.path)', 'c.req.path === ""']),
  mutant(
    'HTTP: a header may take half a minute',
    SERVICE,
    [`${HTTP}/bound-server.ts`, 'headersTimeout: 5000', 'headersTimeout: 30_000'],
    [`${HTTP}/bound-server.ts`, 'requestTimeout: 10_000', 'requestTimeout: 30_000'],
  ),
  mutant('HTTP: a fault is told to who asked', SERVICE, [
    `${HTTP}/guarded-app.ts`,
    'known ?? fault()',
    "known ?? new Refusal(500, 'FAULT', String(error.stack), '')",
  ]),
  mutant(
    'HTTP: any token will do',
    [...SERVICE, ...TOKENS],
    [`${HTTP}/token-guard.ts`, 'timingSafeEqual(sha256(given), right)', "given !== '' || right.length === 0"],
  ),
  mutant('HTTP: tokens may be guessed for ever', TOKENS, [
    `${HTTP}/token-guard.ts`,
    'seconds > 0',
    'seconds > Infinity',
  ]),
  mutant('HTTP: any number may listen', EVENTS, [`${HTTP}/event-stream.ts`, 'listeners >= most', 'listeners < 0']),
  mutant('HTTP: who does not read is waited for', EVENTS, [
    `${HTTP}/event-stream.ts`,
    'waiting > mostWaiting',
    'waiting > Infinity',
  ]),
  mutant('HTTP: data is read from everywhere', API, [
    'apps/coordinator/src/api/posted-sweep.ts',
    '    checkPath(parsed, dataRoot)\n',
    '',
  ]),
  mutant('HTTP: folders of this machine are told', API, [
    'apps/coordinator/src/api/explain.ts',
    'folder === undefined ? masked',
    'folder !== undefined ? masked',
  ]),
  mutant('HTTP: what is worked on is deleted', API, [
    'apps/coordinator/src/api/change-routes.ts',
    '    await refuseWhileRunning(engine, sweep)\n',
    '',
  ]),
]
