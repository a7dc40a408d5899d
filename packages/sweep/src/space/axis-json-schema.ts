import { type JsonSchema, jsonSchemaOf } from '../json-schema-of.ts'
import { list, optuna, wandb } from './axis-forms.ts'

/** One axis, for editors: a list, a form without a name that its keys tell, or one with its name. */
export function axisJsonSchema(): JsonSchema {
  const named = Object.keys(wandb).map((name) => form(name, { distribution: { const: name } }, ['distribution']))
  const optunas = Object.values(optuna).map((schema) => jsonSchemaOf(schema))
  return { anyOf: [jsonSchemaOf(list), ...UNNAMED.map((name) => form(name)), ...named, ...optunas] }
}

/** What keys alone tell; a step tells a raster. */
const UNNAMED = ['categorical', 'constant', 'uniform', 'q_uniform']

function form(name: string, named: Record<string, JsonSchema> = {}, needs: readonly string[] = []): JsonSchema {
  const { properties, required, ...rest } = jsonSchemaOf(wandb[name]!) as ObjectSchema
  const { distribution: _, min, ...others } = properties
  const isLog = name.includes('log')
  const least = min && { min: isLog ? { ...min, exclusiveMinimum: 0 } : min }
  const step = name === 'q_uniform' && needs.length === 0 ? ['q'] : []
  return { ...rest, properties: { ...named, ...least, ...others }, required: [...needs, ...required, ...step] }
}

interface ObjectSchema extends JsonSchema {
  properties: Record<string, JsonSchema>
  required: readonly string[]
}
