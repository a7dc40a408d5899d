import { benchDataset } from '../data.ts'
import { checkWork, evaluateWork, kernelsOf, loadEngine, trainWork } from '../engine.ts'
import { serve } from './serve.ts'

// Whole steps as a trial makes them. Each turn trains from the start: how many activations are zero depends on how far a
// training has come, and decides our speed.

const kernels = kernelsOf(await loadEngine())

await serve('hypersweep', `kernels ${kernels.name}, Node ${process.version}`, async ({ work }) => {
  checkWork(work)
  const data = await benchDataset(work.data)
  return {
    work(watch) {
      if (work.kind === 'train') trainWork(work, data, kernels, () => watch.isOver(1))
      else evaluateWork(work, data, kernels, (rows) => watch.isOver(rows))
    },
  }
})
