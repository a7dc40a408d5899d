import { eventSchema, jsonSchema, SCHEMAS } from '@hypersweep/coordinator/schemas'

/** The files of docs/schemas by name: the JSON Schema of what `-f json` of each command prints, and of events. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  const commands = Object.keys(SCHEMAS)
  const files = commands.map((name) => [schemaFile(name), jsonSchema(name)] as const)
  const all = [...files, ['events.json', eventSchema()] as const]
  return new Map(all.map(([file, schema]) => [file, `${JSON.stringify(schema, undefined, 2)}\n`]))
}

/** `trial show` has trial-show.json. */
export function schemaFile(command: string): string {
  return `${command.replaceAll(' ', '-')}.json`
}
