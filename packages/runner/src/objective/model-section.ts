import { defaultsOf, definitionOf, type LayerSpec, layerDefinitions, optionsOf, usualInit } from '@hypersweep/core'
import { closest } from '@hypersweep/sweep'
import { z } from 'zod'
import { optionSchema, optionShape, section } from './values.ts'

/** What other programs' layers have. */
const ABSENT_IN_LAYERS =
  'layer_norm group_norm conv1d depthwise global_pool residual embedding rnn lstm gru attention l1 l2 dilation groups'.split(
    ' ',
  )

/** What is called otherwise in other programs. */
const RENAMED_IN_LAYERS: Readonly<Record<string, string>> = {
  conv2d: 'conv, the number of channels out',
  kernel_size: 'kernel',
  filters: 'conv, the number of channels out',
  units: 'dense, the number of units',
  negative_slope: 'slope',
}

/** One kind of layer, the key that names it first; every option may be left out. */
const kinds = layerDefinitions.map((definition) => ({
  definition,
  schema: section(
    { [definition.name]: optionSchema(definition.size), ...optionShape(definition.options) },
    ABSENT_IN_LAYERS,
    RENAMED_IN_LAYERS,
  ),
}))

/** A schema for each kind of layer. */
export const layerSchemas: readonly z.ZodType[] = kinds.map(({ schema }) => schema)

const names = layerDefinitions.map(({ name }) => name)

/** The keys of all kinds, for whoever looks what a key may be. */
const anyKey = Object.assign({}, ...kinds.map(({ schema }) => schema.shape)) as Record<string, z.ZodType>
const unchecked = Object.fromEntries(Object.keys(anyKey).map((key) => [key, z.unknown().optional()]))

/** A layer is of the kind whose key is there; what is wrong in it is told by its own schema. */
const layer = z.looseObject(unchecked).check(
  z.superRefine((value, context) => {
    const found = kinds.filter(({ definition }) => Object.hasOwn(value, definition.name))
    if (found.length === 1) {
      for (const issue of found[0]!.schema.safeParse(value).error?.issues ?? []) context.addIssue({ ...issue } as never)
      return
    }
    if (found.length > 1) {
      const both = found.map(({ definition }) => definition.name).join(' and ')
      context.addIssue({ code: 'custom', message: `${both} are two layers. Write each as an entry of its own.` })
      return
    }
    const message = `${Object.keys(value).map(refusal).join('')}A layer says what it is with one of the keys ${names.join(', ')}. Write for example - { dense: 64 }.`
    context.addIssue({ code: 'custom', message })
  }),
)

/** What is said of a key that other programs have, or that is misspelt, where it alone could say what the layer is. */
function refusal(key: string): string {
  if (Object.hasOwn(RENAMED_IN_LAYERS, key)) return `this version has no ${key}. Write ${RENAMED_IN_LAYERS[key]}. `
  if (ABSENT_IN_LAYERS.includes(key)) return `this version has no ${key}. `
  const meant = Object.hasOwn(anyKey, key) ? undefined : closest(key, names)
  return meant === undefined ? '' : `no layer is named "${key}". Did you mean "${meant}"? `
}

/** `model:` of the sweep file. Hidden layers are relu unless told otherwise; the last one gives the classes' scores. */
export const modelSection = section({ layers: z.array(layer).min(1) }, ['preset', 'type', 'init']).transform(
  ({ layers }) => ({
    layers: layers.map((spec, index) => filled(spec as LayerSpec, index === layers.length - 1)),
  }),
)

/** A layer with every option that it has. */
function filled(spec: LayerSpec, isLast: boolean): LayerSpec {
  const named = {
    ...('activation' in definitionOf(spec).options && { activation: isLast ? 'identity' : 'relu' }),
    ...spec,
  }
  const options = optionsOf(named)
  const init = 'init' in options && { init: usualInit((named['activation'] as string | undefined) ?? 'identity') }
  return { ...defaultsOf(options), ...init, ...named }
}
