import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { memoryCheckpointStore, memorySweepStore, memoryTrialQueue } from '@hypersweep/adapters'
import { type CheckpointStore, type SweepRecord, type SweepStore, type TrialEnd, trialId } from '@hypersweep/sweep'
import { InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { PACKAGES } from './open-traces.ts'
import { tracesBy } from './otlp-traces.ts'
import { trialIds } from './trial-ids.ts'

const sweep = { id: 'a1b2c3d4e5', name: 'demo', numerics: 'n', createdAt: 0, spec: {} } as unknown as SweepRecord
const id = trialId(sweep.id, 7)
const metrics = { val_loss: 0.5 }
const best = { epoch: 1, score: 0.5, metrics }
const complete: TrialEnd = { status: 'complete', best, weightsSha256: 'f' }
const timing = { seconds: 0.002, samplesPerSecond: 24_000 }

/** A store with a trial in it, as a process of its own sees it, and what that process has told. */
async function traced(share = 1) {
  const plain = memorySweepStore()
  await plain.addSweep(sweep)
  await plain.addTrials(sweep.id, [{ number: 7, params: {}, seed: 1 }])
  const kept = memoryCheckpointStore()
  const process = (name: string, broken: { store?: Partial<SweepStore>; kept?: Partial<CheckpointStore> } = {}) => {
    const exporter = new InMemorySpanExporter()
    const traces = tracesBy(new SimpleSpanProcessor({ exporter }), { identity: { 'service.name': name }, share })
    const store = traces.store({ ...plain, ...broken.store })
    const claimed = async (token: string) => {
      await store.sweep(sweep.id)
      const reply = await store.claim(id, { token, worker: name })
      if (reply.status !== 'claimed') throw new Error(reply.status)
      return reply.claim
    }
    const spans = () => exporter.getFinishedSpans()
    const named = (wanted: string) => spans().find((span) => span.name === wanted)!
    return {
      store,
      checkpoints: traces.checkpoints({ ...kept, ...broken.kept }),
      queue: traces.queue(memoryTrialQueue()),
      claimed,
      spans,
      named,
    }
  }
  return { plain, process }
}

const ms = ([seconds, nanoseconds]: readonly [number, number]) => seconds * 1000 + nanoseconds / 1e6

test('an attempt is told in order, its parts lie in it, and it in the life of its trial', async () => {
  const ada = (await traced()).process('ada')
  const claim = await ada.claimed('mine')
  await new Promise((done) => setTimeout(done, 10))
  await ada.checkpoints.save(id, { epoch: 1, step: 0 }, new Uint8Array(5000))
  await ada.store.report(claim, { epoch: 1, metrics }, { timing, best })
  await ada.store.finish(claim, complete)
  const attempt = ada.named('attempt')
  const parts = ada.spans().filter((span) => span.parentSpanContext?.spanId === attempt.spanContext().spanId)
  const inOrder = parts.toSorted((a, b) => ms(a.startTime) - ms(b.startTime))
  expect(inOrder.map(({ name }) => name)).toEqual(['claim', 'start', 'epoch', 'checkpoint', 'report', 'finish'])
  for (const part of parts) {
    expect(ms(part.startTime)).toBeGreaterThanOrEqual(ms(attempt.startTime))
    expect(ms(part.endTime)).toBeLessThanOrEqual(ms(attempt.endTime))
  }
  const epoch = ada.named('epoch')
  expect(ms(epoch.endTime) - ms(epoch.startTime)).toBeCloseTo(2, 3)
  expect(ms(epoch.endTime)).toBeLessThanOrEqual(ms(ada.named('checkpoint').startTime))
  expect(ada.named('checkpoint').attributes).toMatchObject({ 'hypersweep.bytes': 5000, 'hypersweep.epoch': 1 })
  expect(attempt.attributes).toMatchObject({
    'hypersweep.sweep': 'demo',
    'hypersweep.trial': 7,
    'hypersweep.attempt': 1,
    'hypersweep.worker': 'ada',
    'hypersweep.epochs': 1,
    'hypersweep.outcome': 'complete',
  })
  const life = ada.named('trial')
  expect(life.spanContext()).toMatchObject(trialIds(id))
  expect(attempt.parentSpanContext?.spanId).toBe(life.spanContext().spanId)
  expect(life.attributes).toMatchObject({ 'hypersweep.attempts': 1, 'hypersweep.best.score': 0.5 })
  expect(Math.abs(ms(life.endTime) - Date.now())).toBeLessThan(5000)
})

test('processes that know nothing of each other write into one trace', async () => {
  const { process } = await traced()
  const [driver, ada, bob] = [process('driver'), process('ada'), process('bob')]
  await driver.queue.offer([{ trial: id, generation: 0 }])
  await ada.store.release(await ada.claimed('first'), { text: 'MADE: up', failures: 1 })
  await bob.store.finish(await bob.claimed('second'), { status: 'failed', reason: 'diverged', message: 'not finite' })
  const all = [driver, ada, bob].flatMap((each) => each.spans())
  expect(new Set(all.map((span) => span.spanContext().traceId))).toEqual(new Set([trialIds(id).traceId]))
  expect(driver.named('offer').parentSpanContext?.spanId).toBe(trialIds(id).spanId)
  expect(ada.named('attempt')).toMatchObject({
    attributes: { 'hypersweep.attempt': 1, 'hypersweep.outcome': 'given back' },
    status: { message: 'MADE: up' },
  })
  expect(bob.named('attempt').attributes).toMatchObject({ 'hypersweep.attempt': 2, 'hypersweep.reason': 'diverged' })
  expect(bob.named('trial').attributes).toMatchObject({ 'hypersweep.attempts': 2, 'hypersweep.outcome': 'failed' })
})

test('an attempt that another worker has taken over ends with the first write that is refused', async () => {
  const { plain, process } = await traced()
  const ada = process('ada')
  const claim = await ada.claimed('mine')
  await plain.takeOver(sweep.id, { text: 'gone' })
  await plain.claim(id, { token: 'other', worker: 'bob' })
  await ada.store.renew(claim)
  await ada.store.report(claim, { epoch: 1, metrics }, { timing, best })
  await ada.store.release(claim)
  expect(ada.spans().map(({ name }) => name)).toEqual(['claim', 'attempt'])
  expect(ada.named('attempt').attributes['hypersweep.outcome']).toBe('stale')
})

test('what fails is thrown as before, and told', async () => {
  const broken = (what: string) => () => Promise.reject(new Error(`${what} redis://ada:secret@queue`))
  const ada = (await traced()).process('ada', { store: { release: broken('gone') }, kept: { save: broken('full') } })
  const claim = await ada.claimed('mine')
  await expect(ada.checkpoints.save(id, { epoch: 1, step: 0 }, new Uint8Array(1))).rejects.toThrow('full')
  await expect(ada.store.release(claim)).rejects.toThrow('gone')
  expect(ada.spans().map(({ name, status }) => [name, status.message])).toEqual([
    ['claim', undefined],
    ['checkpoint', 'Error: full redis://ada:***@queue'],
    ['release', 'Error: gone redis://ada:***@queue'],
    ['attempt', 'Error: gone redis://ada:***@queue'],
  ])
  expect(ada.named('attempt').attributes['hypersweep.outcome']).toBe('lost')
})

test('a trial that ends a second time has one span of its life, and epochs told again have none', async () => {
  const ada = (await traced()).process('ada')
  await ada.store.finish(await ada.claimed('first'), complete)
  await ada.store.reopen(id)
  const claim = await ada.claimed('second')
  await ada.store.report(claim, { epoch: 1, metrics }, { timing: { seconds: 0, samplesPerSecond: 0 }, best })
  await ada.store.finish(claim, complete)
  const names = ada.spans().map(({ name }) => name)
  expect(names.filter((name) => name === 'trial')).toHaveLength(1)
  expect(names.filter((name) => name === 'attempt')).toHaveLength(2)
  expect(names.filter((name) => name === 'epoch' || name === 'report')).toEqual([])
})

test('a trial of a thousand epochs is shown, and no more of them', async () => {
  const ada = (await traced()).process('ada')
  const claim = await ada.claimed('mine')
  for (let epoch = 1; epoch <= 1010; epoch += 1) {
    await ada.store.report(claim, { epoch, metrics }, { timing, best })
  }
  await ada.store.release(claim)
  expect(ada.spans().filter(({ name }) => name === 'epoch')).toHaveLength(1000)
  expect(ada.named('attempt').attributes['hypersweep.epochs']).toBe(1010)
})

test('of a share each trial is traced by all processes, or by none', async () => {
  const chosen = async (name: string) => {
    const { queue, spans } = (await traced(0.25)).process(name)
    await queue.offer(Array.from({ length: 400 }, (_, number) => ({ trial: trialId(sweep.id, number), generation: 0 })))
    return spans().map((span) => span.attributes['hypersweep.trial'])
  }
  const ada = await chosen('ada')
  expect(ada.length).toBeGreaterThan(60)
  expect(ada.length).toBeLessThan(140)
  expect(await chosen('bob')).toEqual(ada)
})

test('the packages that are asked for are those that were tested', () => {
  const catalog = readFileSync(join(import.meta.dirname, '../../../../pnpm-workspace.yaml'), 'utf8')
  const wanted = [...catalog.matchAll(/^ {2}"(@opentelemetry\/.*)": (.*)$/gm)].map(
    ([, name, version]) => `${name}@${version}`,
  )
  expect(PACKAGES).toEqual(wanted)
})
