import { z } from 'zod'

/** A JSON Schema of draft 7, which editors know best. */
export interface JsonSchema {
  [key: string]: unknown
}

/** What a schema takes, as JSON Schema. Checks in code are not in it, except where `meta` says them too. */
export function jsonSchemaOf(schema: z.ZodType): JsonSchema {
  const { $schema: _, ...own } = z.toJSONSchema(schema, {
    target: 'draft-7',
    io: 'input',
    unrepresentable: 'any',
    override: ({ jsonSchema }) => {
      // Every integer has these bounds.
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum
    },
  })
  return own
}
