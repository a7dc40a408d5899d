import { CoreError } from '../errors.ts'

/**
 * The definition of a name.
 *
 * @param kind  what it is, in words
 * @throws CoreError NAME when there is none of that name
 */
export function named<T extends { readonly name: string }>(kind: string, definitions: readonly T[], name: string): T {
  const found = definitions.find((each) => each.name === name)
  if (found) return found
  const names = definitions.map((each) => each.name).join(', ')
  throw new CoreError('NAME', `There is no ${kind} ${name}.`, `Use one of ${names}.`)
}
