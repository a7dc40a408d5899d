import { jsonSchema, SCHEMAS } from '@hypersweep/coordinator/schemas'

/** The files of docs/schemas by name: the JSON Schema of what `-f json` of each command prints. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const commands = Object.keys(SCHEMAS)
  return new Map(commands.map((name) => [schemaFile(name), `${JSON.stringify(jsonSchema(name), undefined, 2)}\n`]))
}

/** `trial show` has trial-show.json. */
export function schemaFile(command: string): string {
  return `${command.replaceAll(' ', '-')}.json`
}
