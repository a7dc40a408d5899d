import { networkObjective, numericsId, prepareData } from '@hypersweep/runner'
import { type Params, parseSweep, type SweepSpec, type SweepStore, type Trial, trialId } from '@hypersweep/sweep'
import { SMALL_FILE } from './small-file.ts'

/** Clears the screen, sets its title, colours in the eight-bit form, turns the reading direction, and hides a space. */
export const STEERING = '\u001b[2J\u001b]0;pwned\u0007\u009b31m\u202e\u200b'

export const NAME = 'planted'
export const ID = 'planted000'

/** A sound spec, for an attacker to change. */
export async function soundSpec(): Promise<SweepSpec> {
  const { spec } = parseSweep(SMALL_FILE.replace(/name: .*/, `name: ${NAME}`), networkObjective)
  return (await prepareData(spec, { root: '.' })).spec
}

/** Puts a sweep into a store, of which every text that nothing holds to a rule ends in `ending`. */
export async function plantSweep(store: SweepStore, ending = STEERING): Promise<void> {
  const spec = hostileSpec(await soundSpec(), ending)
  await store.addSweep({ id: ID, name: NAME, spec, numerics: await numericsId(), createdAt: 0 })
  const params: Params = { learning_rate: 0.1, [`axis${ending}`]: `value${ending}` }
  const trials = [0, 1, 2, 3].map((number): Trial => ({ number, params, seed: 1 }))
  await store.addTrials(ID, trials)
  await complete(store, 0, ending)
  await fail(store, 1, ending)
  await giveBack(store, 2, ending)
  await claim(store, 3, ending)
}

function hostileSpec(spec: SweepSpec, ending: string): SweepSpec {
  const axis = { name: `axis${ending}`, distribution: { kind: 'categorical', values: [`value${ending}`] } } as const
  const data = { ...spec.objective.data, name: `data${ending}` }
  const metric = { ...spec.metric, name: `metric${ending}` }
  return { ...spec, metric, parameters: [...spec.parameters, axis], objective: { ...spec.objective, data } }
}

async function claim(store: SweepStore, number: number, ending: string) {
  const owner = { token: `token-${number}`, worker: `worker${ending}` }
  const reply = await store.claim(trialId(ID, number), owner)
  if (reply.status !== 'claimed') throw new Error(reply.status)
  return reply.claim
}

async function complete(store: SweepStore, number: number, ending: string): Promise<void> {
  const own = await claim(store, number, ending)
  const metrics = { [`metric${ending}`]: 0.5 }
  const best = { epoch: 1, score: 0.5, metrics }
  await store.report(own, { epoch: 1, metrics }, { timing: { seconds: 1, samplesPerSecond: 1 }, best })
  await store.finish(own, { status: 'complete', best, weightsSha256: 'f'.repeat(64) })
}

async function fail(store: SweepStore, number: number, ending: string): Promise<void> {
  const own = await claim(store, number, ending)
  await store.finish(own, { status: 'failed', reason: 'error', message: `message${ending}` })
}

async function giveBack(store: SweepStore, number: number, ending: string): Promise<void> {
  const own = await claim(store, number, ending)
  await store.release(own, { text: `last words${ending}`, failures: 1 })
}
