import { printableJson } from '@hypersweep/sweep'

/** Plain data as JSON; what would steer a terminal is escaped, so that it is the same data and shows as what it is. */
export function jsonText(value: unknown, indent?: number): string {
  return printableJson(JSON.stringify(value, undefined, indent))
}
