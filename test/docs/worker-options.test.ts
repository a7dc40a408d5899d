import { workerOptions } from '@hypersweep/coordinator/completion'
import { workerCommand } from '@hypersweep/worker/options'
import { expect, test } from 'vitest'

test('what completes the options of the worker is what its own program says of them', () => {
  const command = workerCommand({ threads: 8, name: 'ada', dataCache: '/cache' }, async () => undefined)
  const visible = command.createHelp().visibleOptions(command)
  const own = visible
    .filter(({ long }) => long !== '--help')
    .map(({ flags, description }) => ({ flags, about: description }))
  expect(workerOptions, 'Mend apps/coordinator/src/completion/worker-options.ts.').toEqual(own)
})
