import { HTTP_MUTANTS } from './http-mutants.ts'
import { type Mutant, mutant } from './mutant.ts'
import { S3_MUTANTS } from './s3-mutants.ts'

const SQLITE = 'packages/adapters/src/sqlite/sqlite-sweep-store.ts'
const SQLITE_WRITES = 'packages/adapters/src/sqlite/fenced-writes.ts'
const SQLITE_TRIALS = 'packages/adapters/src/sqlite/trial-table.ts'
const SQLITE_TESTS = ['packages/adapters/src/sqlite/sqlite.test.ts']
const LUA = 'packages/adapters/src/redis/scripts'
const REDIS_TESTS = ['packages/adapters/src/redis/redis.redis.test.ts']
const SNAPSHOT = 'packages/core/src/train/snapshot.ts'
const RESUMES = ['packages/core/src/train/snapshot.test.ts']
const RUNNER = 'packages/runner/src'
const KEEPS_PROBABILITIES = ['packages/runner/src/trial/keep-probabilities.test.ts']
const PROBABILITIES_FILE = ['packages/runner/src/checkpoints/probabilities-file.test.ts']
const EXTENDED = [`${RUNNER}/trial/extended.test.ts`]
const CATCH_UP = [`${RUNNER}/reconcile/catch-up.test.ts`]
const EXTENSION = ['packages/sweep/src/extension/extend-spec.test.ts']
const RETAIN = `${RUNNER}/checkpoints/retain.ts`
const TOP_K = [`${RUNNER}/checkpoints/retain-top-k.test.ts`]
const GIVEN_UP = ['packages/sweep/src/leaderboard/given-up.test.ts']
const DOWNLOADS = ['packages/datasets/src/fetch/mirrors.test.ts']
const FETCH = 'packages/datasets/src/fetch'
const ATTACKS = [`${FETCH}/attacks.test.ts`]
const DURABLY = 'packages/adapters/src/files/write-durably.ts'
const POWER_LOSS = ['packages/adapters/src/files/power-loss.test.ts']

export const MUTANTS: readonly Mutant[] = [
  mutant('checkpoints go from under a reader', TOP_K, [
    RETAIN,
    'removable.length > 0 && (await checkpoints.pinned(sweep.id))',
    'false',
  ]),
  mutant('a trial that waits is given up with the worst', GIVEN_UP, [
    'packages/sweep/src/leaderboard/given-up.ts',
    "state.status === 'complete'",
    "state.status !== 'running'",
  ]),
  mutant('only the published length of a file is checked', DOWNLOADS, [
    'packages/datasets/src/fetch/download-file.ts',
    'if (found === sha256) return undefined',
    'if (found !== "") return undefined',
  ]),
  mutant('a host may be at any address', ATTACKS, [
    `${FETCH}/ask.ts`,
    '!mayBeAt(address, allowances)',
    'false && mayBeAt(address, allowances)',
  ]),
  mutant('a name is looked up again for the connection', ATTACKS, [
    `${FETCH}/ask.ts`,
    'lookup: pinned(addresses), ',
    '',
  ]),
  mutant('a redirect leads to any host', ATTACKS, [`${FETCH}/ask.ts`, 'allowances.length === 0', 'false']),
  mutant('whatever was fetched is taken', ATTACKS, [`${FETCH}/data-fetcher.ts`, 'found !== sha256', 'false']),
  mutant('what was fetched expands without end', ATTACKS, [`${FETCH}/expanded-sha256.ts`, 'count > most', 'false']),
  mutant('SQLite: no owner check', SQLITE_TESTS, [SQLITE_WRITES, ' && token === claim.token', '']),
  mutant('Redis: no owner check', REDIS_TESTS, [`${LUA}/trial.ts`, " and get('token') == ARGV[3]", '']),
  mutant('SQLite: no attempt check', SQLITE_TESTS, [SQLITE_WRITES, 'claims === claim.attempt && ', '']),
  mutant('Redis: no attempt check', REDIS_TESTS, [`${LUA}/trial.ts`, "get('claims') == ARGV[2] and ", '']),
  mutant("SQLite: a claim's replay counts twice", SQLITE_TESTS, [SQLITE, 'isRepeat ? lease : {', '{']),
  mutant("Redis: a claim's replay counts twice", REDIS_TESTS, [
    `${LUA}/claim.ts`,
    'if not isRepeat then',
    'if true then',
  ]),
  mutant('SQLite: a live lease is taken away', SQLITE_TESTS, [SQLITE, ' && row.lease_until > now()', ' && false']),
  mutant('Redis: a live lease is taken away', REDIS_TESTS, [`${LUA}/claim.ts`, ' > now() then', ' > now() + 1e9 then']),
  mutant(
    'SQLite: a report overwrites',
    SQLITE_TESTS,
    [SQLITE_WRITES, 'const first = table.report(row, epoch)', 'const first = undefined as any'],
    [SQLITE_TRIALS, 'INSERT INTO report', 'INSERT OR REPLACE INTO report'],
  ),
  mutant('Redis: a report overwrites', REDIS_TESTS, [`${LUA}/report.ts`, 'if first then', 'if false then']),
  mutant('SQLite: a report renews no lease', SQLITE_TESTS, [
    SQLITE_WRITES,
    '{ lease_until: now() + leaseMs, ...news }',
    'news',
  ]),
  mutant('Redis: a report renews no lease', REDIS_TESTS, [`${LUA}/report.ts`, 'extendLease(leaseMs)', '']),
  mutant('SQLite: finish is not idempotent', SQLITE_TESTS, [
    SQLITE_WRITES,
    "write(claim, ending, 'ended')",
    'write(claim, ending)',
  ]),
  mutant('Redis: finish is not idempotent', REDIS_TESTS, [
    `${LUA}/finish.ts`,
    "owned() and get('state') == 'ended' and 'accepted' or 'stale'",
    "'stale'",
  ]),
  mutant(
    'Redis: a change is kept from readers of summaries',
    ['packages/adapters/src/lockstep.redis.test.ts'],
    [`${LUA}/trial.ts`, 'cjson.encode(fields))\n  changed(number)', 'cjson.encode(fields))'],
  ),
  mutant('Redis: what was read is kept though the server was set back', REDIS_TESTS, [
    'packages/adapters/src/redis/summary-reader.ts',
    '    known.clear()\n',
    '',
  ]),
  mutant(
    'lost trials are offered under the same generation',
    ['packages/runner/src/reconcile/reconcile.test.ts'],
    [`${RUNNER}/reconcile/offer-lost.ts`, 'await store.raiseGeneration(id, generation)', 'generation'],
  ),
  mutant(
    'a checkpoint without its checksum',
    ['packages/core/src/checkpoint/codec.test.ts', 'packages/runner/src/trial/resume.test.ts'],
    ['packages/core/src/checkpoint/codec.ts', 'if (stored !== actual) throw', 'if (stored.length !== 64) throw'],
  ),
  mutant('a checkpoint is not synced before it is renamed', POWER_LOSS, [DURABLY, '  await file.sync()\n', '']),
  mutant(
    'a checkpoint is synced after it is renamed',
    POWER_LOSS,
    [DURABLY, '  await file.sync()\n', ''],
    [DURABLY, '  await syncFolder(folder)\n', '  await syncFolder(join(folder, name))\n  await syncFolder(folder)\n'],
  ),
  mutant('the folder of a checkpoint is not synced', POWER_LOSS, [DURABLY, '  await syncFolder(folder)\n', '']),
  mutant('the folder above is not synced', POWER_LOSS, [DURABLY, '  await sync(parent)\n', '']),
  mutant(
    'the older checkpoint is removed before the report',
    ['packages/runner/src/trial/resume.test.ts'],
    [
      `${RUNNER}/trial/record-epoch.ts`,
      '  return sendReport(attempt, history.length, timing)',
      '  await context.checkpoints.remove(claim.trial, { epoch: report.epoch - 1, step: 0 })\n  return sendReport(attempt, history.length, timing)',
    ],
  ),
  mutant(
    'an epoch is reported before its checkpoint is durable',
    ['packages/runner/src/trial/resume.test.ts'],
    [`${RUNNER}/trial/record-epoch.ts`, '    await context.checkpoints.save(', '    void context.checkpoints.save('],
  ),
  mutant(
    'the driver keeps one checkpoint too few',
    ['packages/runner/src/checkpoints/retain.test.ts'],
    [`${RUNNER}/checkpoints/retain.ts`, 'refs.slice(0, -2)', 'refs.slice(0, -1)'],
  ),
  mutant(
    'no watchdog',
    ['packages/runner/src/trial/keep-lease.test.ts', 'packages/runner/src/testing/simulation/simulation.test.ts'],
    [`${RUNNER}/trial/keep-lease.ts`, ">= GIVE_UP * leaseMs) lose('expired')", '>= 1e9 * leaseMs) lose'],
  ),
  mutant(
    'a stale writer goes on',
    ['packages/runner/src/trial/run-trial.test.ts'],
    [
      `${RUNNER}/trial/train-attempt.ts`,
      "if (reply.status !== 'accepted') return { ...reply, epoch: epoch.report.epoch }",
      "if (reply.status === 'mismatch') return { ...reply, epoch: epoch.report.epoch }",
    ],
  ),
  mutant(
    'a trial is failed after one stall',
    ['packages/adapters/src/bullmq/bullmq-faults.redis.test.ts'],
    ['packages/adapters/src/bullmq/worker-settings.ts', 'maxStalledCount: 1e6', 'maxStalledCount: 1'],
  ),
  mutant('a trial ends without its probabilities', KEEPS_PROBABILITIES, [
    `${RUNNER}/trial/end-attempt.ts`,
    '  await keepProbabilities(attempt, best.epoch)\n',
    '',
  ]),
  mutant('probabilities of a broken file are believed', PROBABILITIES_FILE, [
    `${RUNNER}/checkpoints/probabilities-file.ts`,
    "metadata.get('sha256') === hashOf(facts, bytes, tensor.data.length)",
    'true',
  ]),
  mutant('probabilities of another network are believed', PROBABILITIES_FILE, [
    `${RUNNER}/checkpoints/probabilities-file.ts`,
    " || metadata.get('of') !== facts",
    '',
  ]),
  mutant('the counter of random numbers and steps is not restored', RESUMES, [
    SNAPSHOT,
    '  training.optimizerSteps = checkpoint.optimizerSteps\n',
    '',
  ]),
  mutant('the place within the epoch is not restored', RESUMES, [SNAPSHOT, '  training.step = checkpoint.step\n', '']),
  mutant("the optimizer's slots are not restored", RESUMES, [
    SNAPSHOT,
    '  copyIn(checkpoint.state, stateArrays(training))\n',
    '',
  ]),
  mutant('the running averages of batch norm are not restored', RESUMES, [
    SNAPSHOT,
    'return [...model.parameters, ...model.buffers]',
    'return [...model.parameters]',
  ]),
  mutant('the sums of the epoch under way are not restored', RESUMES, [
    SNAPSHOT,
    '  training.partial = { ...checkpoint.partial }\n',
    '',
  ]),
  mutant('SQLite: a trial comes to its stage again', SQLITE_TESTS, [SQLITE, ' || row.stage >= stage', '']),
  mutant('Redis: a trial comes to its stage again', REDIS_TESTS, [
    `${LUA}/advance.ts`,
    " or tonumber(get('stage') or 0) >= tonumber(stage) then",
    ' then',
  ]),
  mutant('a trial is trained as its sweep was before it was extended', EXTENDED, [
    `${RUNNER}/trial/run-trial.ts`,
    'if (lastStage(sweep.spec) >= stage) return claimed',
    'return claimed',
  ]),
  mutant('a checkpoint of a schedule over fewer epochs is taken', EXTENDED, [
    `${RUNNER}/checkpoints/trial-identity.ts`,
    ' && !dependsOnEpochs(of)',
    '',
  ]),
  mutant('reports of a schedule over fewer epochs stay', CATCH_UP, [
    `${RUNNER}/reconcile/catch-up.ts`,
    "isOther ? 'drop' : 'keep'",
    "'keep'",
  ]),
  mutant('an extended sweep has its trials twice', EXTENSION, [
    'packages/sweep/src/trials.ts',
    'if (taken.has(key)) continue',
    '',
  ]),
  ...HTTP_MUTANTS,
  ...S3_MUTANTS,
]

/** The one that a process is started with. */
export function theMutant(): Mutant {
  const mutant = MUTANTS.find(({ name }) => name === process.env['HYPERSWEEP_MUTANT'])
  if (mutant === undefined) throw new Error('HYPERSWEEP_MUTANT has to name a mutant.')
  return mutant
}
