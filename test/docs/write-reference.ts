import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { jsonSchemas } from './json-schemas.ts'
import { reference } from './reference.ts'
import { SWEEP_SCHEMA, sweepSchemaText } from './sweep-schema.ts'

// `pnpm reference`: writes anew docs/reference.md and docs/schemas, from the commands, and the schema of sweep files.

const docs = join(import.meta.dirname, '../../docs')
const schemas = join(docs, 'schemas')
writeFileSync(join(docs, 'reference.md'), await reference())
rmSync(schemas, { recursive: true, force: true })
mkdirSync(schemas)
for (const [file, text] of jsonSchemas()) writeFileSync(join(schemas, file), text)
writeFileSync(SWEEP_SCHEMA, sweepSchemaText())
