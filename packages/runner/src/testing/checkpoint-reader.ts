import { createInterface } from 'node:readline'
import { fileCheckpointStore } from '@hypersweep/adapters'
import { trialId } from '@hypersweep/sweep'

// A process that reads: it pins a sweep and says so, and for each line, a trial's number, says how many bytes the first
// checkpoint of that trial has. `unpin` ends the pin.
const [dir, sweepId] = process.argv.slice(2) as [string, string]
const store = fileCheckpointStore({ dir })
const pin = await store.pin(sweepId)
console.log('pinned')
for await (const line of createInterface({ input: process.stdin })) {
  if (line === 'unpin') {
    await pin[Symbol.asyncDispose]()
    console.log('unpinned')
  } else {
    const bytes = await store.load(trialId(sweepId, Number(line)), { epoch: 1, step: 0 })
    console.log(bytes?.length ?? 'gone')
  }
}
