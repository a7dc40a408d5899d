import { DATA_DEFAULTS } from '@hypersweep/datasets'
import { type JsonSchema, jsonSchemaOf, type ObjectiveJsonSchema } from '@hypersweep/sweep'
import { type DataSection, dataSection } from './data-section.ts'
import { layerSchemas, modelSection } from './model-section.ts'
import { trainingKeys, trainingSection } from './training-section.ts'

/** `data:`, `model:` and `training:` for editors, from the schemas that check them. */
export function objectiveJsonSchema(): ObjectiveJsonSchema {
  const model = jsonSchemaOf(modelSection)
  // That a layer is of the kind whose key is there is a check in code.
  const layers = { ...(model['properties'] as Record<string, JsonSchema>)['layers'], items: oneOfTheKinds() }
  return {
    data: { oneOf: (jsonSchemaOf(dataSection)['oneOf'] as DataSchema[]).map(withDefaults) },
    model: { ...model, properties: { layers } },
    training: jsonSchemaOf(trainingSection),
    trainingKeys,
  }
}

interface DataSchema extends JsonSchema {
  properties: { source: { const: DataSection['source'] } } & Record<string, JsonSchema>
}

/** Each source has defaults of its own. */
function withDefaults({ properties, ...rest }: DataSchema): JsonSchema {
  const defaults = Object.entries(DATA_DEFAULTS[properties.source.const])
  const filled = defaults.map(([key, usual]) => [key, { ...properties[key], default: usual }])
  return { ...rest, properties: { ...properties, ...Object.fromEntries(filled) } }
}

function oneOfTheKinds(): JsonSchema {
  return { anyOf: layerSchemas.map((schema) => jsonSchemaOf(schema)) }
}
