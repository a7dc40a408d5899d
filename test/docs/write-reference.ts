import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reference } from './reference.ts'

// `pnpm reference`: writes docs/reference.md anew, from the commands.

writeFileSync(join(import.meta.dirname, '../../docs/reference.md'), await reference())
