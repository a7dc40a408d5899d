import { type JsonSchema, jsonSchemaOf } from '../json-schema-of.ts'
import { axisJsonSchema } from '../space/axis-json-schema.ts'
import { AXIS_NAME } from './read-axes.ts'
import { sweepSchema } from './sweep-schema.ts'

/** What an objective's sections take. */
export interface ObjectiveJsonSchema {
  data: JsonSchema
  model: JsonSchema
  training: JsonSchema
  /** Keys of `training` that an axis of that name sets. */
  trainingKeys: readonly string[]
}

/**
 * The sweep file as a JSON Schema, for editors: made of the schemas that read it. What it refuses, `check` refuses too;
 * `check` refuses more, such as an axis without effect.
 */
export function sweepJsonSchema(objective: ObjectiveJsonSchema): JsonSchema {
  const { properties, required, ...rest } = jsonSchemaOf(sweepSchema) as JsonSchema & Shape
  const { required: neededInTraining, ...training } = objective.training as JsonSchema & Shape
  const described = (key: string) => ({ description: properties[key]!['description'] })
  const settable = neededInTraining.filter((key) => objective.trainingKeys.includes(key))
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'hypersweep: a sweep file',
    ...rest,
    properties: {
      ...properties,
      parameters: {
        ...described('parameters'),
        type: 'object',
        propertyNames: { pattern: AXIS_NAME.source },
        additionalProperties: { $ref: '#/definitions/axis' },
      },
      data: { ...described('data'), ...objective.data },
      model: { ...described('model'), ...withReferences(objective.model) },
      training: { ...described('training'), ...withReferences(training) },
    },
    required: [...required, 'data', 'model'],
    allOf: [...settable.map(givenOrAxis), RANDOM_ENDS, OTHER_METRICS_HAVE_A_GOAL],
    definitions: { axis: axisJsonSchema(), reference: { type: 'string', pattern: '^\\$[^$]' } },
  }
}

interface Shape {
  properties: Record<string, JsonSchema>
  required: readonly string[]
}

/** A key of `training` that has to be there, as a value or as an axis. */
function givenOrAxis(key: string): JsonSchema {
  const within = (section: string) => ({ properties: { [section]: { required: [key] } }, required: [section] })
  return { anyOf: [within('training'), within('parameters')] }
}

const RANDOM_ENDS = { anyOf: [{ properties: { method: { not: { const: 'random' } } } }, { required: ['run_cap'] }] }

const OTHER_METRICS_HAVE_A_GOAL = {
  properties: { metric: { anyOf: [{ properties: { name: { const: 'val_accuracy' } } }, { required: ['goal'] }] } },
}

/** Wherever a single value stands, an axis may stand: `$name`. */
function withReferences(schema: JsonSchema): JsonSchema {
  const { type, properties, items, anyOf } = schema as {
    properties?: Record<string, JsonSchema>
    items?: JsonSchema
  } & {
    type?: string
    anyOf?: readonly JsonSchema[]
  }
  if (properties !== undefined) {
    const changed = Object.entries(properties).map(([key, value]) => [key, withReferences(value)])
    return { ...schema, properties: Object.fromEntries(changed) }
  }
  if (items !== undefined) return { ...schema, items: withReferences(items) }
  if (anyOf !== undefined) return { ...schema, anyOf: anyOf.map(withReferences) }
  if (type === undefined) return schema
  const { description, default: usual, ...value } = schema
  const said = { ...(description !== undefined && { description }), ...(usual !== undefined && { default: usual }) }
  return { ...said, anyOf: [value, { $ref: '#/definitions/reference' }] }
}
