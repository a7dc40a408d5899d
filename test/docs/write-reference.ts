import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from './json-schemas.ts'
import { reference } from './reference.ts'

// `pnpm reference`: writes docs/reference.md and docs/schemas anew, from the commands.

const docs = join(import.meta.dirname, '../../docs')
const schemas = join(docs, 'schemas')
writeFileSync(join(docs, 'reference.md'), await reference())
rmSync(schemas, { recursive: true, force: true })
mkdirSync(schemas)
for (const [file, text] of jsonSchemas()) writeFileSync(join(schemas, file), text)
