import { memorySweepStore } from '@hypersweep/adapters'
import type { SweepSpec } from '@hypersweep/sweep'
import { expect, test } from 'vitest'
import { registerSweep } from './register-sweep.ts'

const spec: SweepSpec = {
  name: 'arms',
  method: 'grid',
  metric: { name: 'val_accuracy', goal: 'maximize', at: 'best' },
  parameters: [{ name: 'momentum', distribution: { kind: 'categorical', values: [0, 0.9] } }],
  objective: { data: {}, model: {}, training: { epochs: 3 } },
  seed: 1,
  replicates: 1,
  retry: { max: 3 },
  limits: { stallSeconds: 600 },
  checkpoints: { every: 1, keep: 'best+last', topK: 50 },
  ensemble: { method: 'average', top: 3, size: 25 },
}
const numerics = 'a'.repeat(64)

test('the same spec is the same sweep, however often it is registered', async () => {
  const store = memorySweepStore()
  const [first, second] = await Promise.all([
    registerSweep({ store, spec, numerics, now: () => 1 }),
    registerSweep({ store, spec, numerics, now: () => 2 }),
  ])
  expect(second.sweep).toEqual(first.sweep)
  expect(first.sweep.id).toMatch(/^[a-z0-9]{10}$/)
  expect(await store.sweeps()).toHaveLength(1)
})

test('another spec of that name is refused, naming the keys and the ways on', async () => {
  const store = memorySweepStore()
  await registerSweep({ store, spec, numerics })
  const other = { ...spec, seed: 2, objective: { ...spec.objective, training: { epochs: 5 } } }
  const refusal = registerSweep({ store, spec: other, numerics })
  await expect(refusal).rejects.toMatchObject({ code: 'SWEEP_DIFFERS', exitCode: 2 })
  await expect(refusal).rejects.toThrow(/differs in seed, training\.epochs\..*another name.*--fresh/)
})

test('a sweep that was extended is that of its file as it was and as it is', async () => {
  const store = memorySweepStore()
  const { sweep } = await registerSweep({ store, spec, numerics })
  const earlier = [{ parameters: spec.parameters, replicates: 1, training: spec.objective.training }]
  const longer = { ...spec, objective: { ...spec.objective, training: { epochs: 5 } } }
  const extended = await store.replaceSpec(sweep.id, sweep.spec, { ...longer, earlier })
  for (const each of [spec, longer]) {
    expect((await registerSweep({ store, spec: each, numerics })).sweep).toEqual(extended)
  }
  const other = { ...longer, replicates: 2 }
  const refusal = registerSweep({ store, spec: other, numerics })
  await expect(refusal).rejects.toThrow(/differs in replicates\..*hypersweep extend arms --replicates 2\n/s)
})

test('another numeric code is refused, naming both', async () => {
  const store = memorySweepStore()
  await registerSweep({ store, spec, numerics })
  const refusal = registerSweep({ store, spec, numerics: 'b'.repeat(64) })
  await expect(refusal).rejects.toMatchObject({ code: 'NUMERICS_DIFFER', exitCode: 2 })
  await expect(refusal).rejects.toThrow(/aaaaaaaaaaaa.*bbbbbbbbbbbb.*--fresh/)
})

test('--fresh renames what was there to the next free name, and deletes nothing', async () => {
  const store = memorySweepStore()
  const { sweep: first } = await registerSweep({ store, spec, numerics })
  const second = await registerSweep({ store, spec, numerics: 'b'.repeat(64), fresh: true })
  const third = await registerSweep({ store, spec, numerics, fresh: true })
  expect([second.renamedTo, third.renamedTo]).toEqual(['arms~1', 'arms~2'])
  const names = (await store.sweeps()).map(({ id, name }) => [id, name])
  expect(names).toEqual([
    [first.id, 'arms~1'],
    [second.sweep.id, 'arms~2'],
    [third.sweep.id, 'arms'],
  ])
})
