import { mergeConfig } from 'vitest/config'
import root from '../../../vitest.config.ts'
import { theMutant } from './mutants.ts'
import { mutated } from './mutated.ts'

const mutant = theMutant()

/** The workspace's tests over source with one mutant in it; the files stay as they are. */
export default mergeConfig(root, {
  plugins: [
    {
      name: 'mutant',
      enforce: 'pre',
      transform: (code: string, id: string) => mutated(mutant, id, code),
    },
  ],
})
