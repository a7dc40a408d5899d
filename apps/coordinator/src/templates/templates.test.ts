import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { networkObjective } from '@hypersweep/runner'
import { parseSweep } from '@hypersweep/sweep'
import { Ajv } from 'ajv'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { TEMPLATES, templateText } from './index.ts'

const schema = JSON.parse(readFileSync(join(import.meta.dirname, '../../sweep.schema.json'), 'utf8'))
const validate = new Ajv({ strict: false }).compile(schema)
const templates = Object.entries(TEMPLATES).map(([name, template]) => {
  return [name, templateText(template, { file: 'sweep.yaml', schema: 'sweep.schema.json' })] as const
})

test.each(templates)(
  'the template %s is a sweep file, and valid for an editor, which its first line tells where to look',
  (_, text) => {
    expect(text).toMatch(/^# yaml-language-server: \$schema=sweep\.schema\.json\n/)
    expect(parseSweep(text, networkObjective).spec.seed).toBe(42)
    validate(parse(text))
    expect(validate.errors).toBe(null)
  },
)
