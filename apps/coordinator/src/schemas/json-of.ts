import type { z } from 'zod'

/** What a schema describes, as something that is only read. */
export type JsonOf<Schema extends z.ZodType> = DeepReadonly<z.output<Schema>>

type DeepReadonly<T> = T extends readonly (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T
