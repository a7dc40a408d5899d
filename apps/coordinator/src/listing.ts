/** A command as the help of all commands lists it. */
export interface Listed {
  name: string
  aliases: readonly string[]
  about: string
  /** `<sweep>`, `[file]`. */
  takes: readonly string[]
  /** Names of the commands below it. */
  below: readonly string[]
}

/** Absent in a checkout, where each command is asked; packing puts a file of its own in the place of this one. */
export const listing = undefined as readonly Listed[] | undefined
