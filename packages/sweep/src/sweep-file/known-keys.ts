import type { z } from 'zod'
import type { Path } from '../space/references.ts'

/** The keys that a schema knows at a path, over all branches of its unions; for suggestions only. */
export function knownKeys(schema: z.ZodType, path: Path): string[] {
  const schemas = path.reduce<z.ZodType[]>(
    (all, segment) => all.flatMap((one) => member(one, segment)),
    unwrapped(schema),
  )
  return [...new Set(schemas.flatMap((one) => Object.keys(shape(one) ?? {})))]
}

function member(schema: z.ZodType, segment: string | number): z.ZodType[] {
  const { def } = schema as { def: { type: string; element?: z.ZodType; valueType?: z.ZodType } }
  const inner = def.type === 'object' ? shape(schema)?.[segment] : (def.element ?? def.valueType)
  return inner ? unwrapped(inner) : []
}

/** The schema without defaults, transforms and the like; all the options of a union. */
function unwrapped(schema: z.ZodType): z.ZodType[] {
  const { def } = schema as {
    def: { options?: z.ZodType[]; innerType?: z.ZodType; in?: z.ZodType; getter?: () => z.ZodType }
  }
  if (def.options) return def.options.flatMap(unwrapped)
  const inner = def.innerType ?? def.in ?? def.getter?.()
  return inner ? unwrapped(inner) : [schema]
}

function shape(schema: z.ZodType): Readonly<Record<string, z.ZodType>> | undefined {
  return (schema as { def: { shape?: Record<string, z.ZodType> } }).def.shape
}
