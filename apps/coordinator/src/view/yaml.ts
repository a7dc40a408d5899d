import { printable } from '@hypersweep/sweep'
import { type ScalarTag, stringify } from 'yaml'
import { jsonText } from './json.ts'

/**
 * Plain data as YAML that readers of version 1.1 and of version 1.2 take for the same: numbers are not rounded, floats
 * have a point (1.1 takes 1e-7 for a text), and texts that 1.1 takes for something else are quoted.
 */
export function yaml(value: unknown): string {
  return stringify(value, {
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
    customTags: (tags) => [float, unprintable, ...tags],
    lineWidth: 0,
  })
}

const float: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number' && (/e/.test(String(value)) || Object.is(value, -0)),
  test: /^[-+]?\d+\.\d+(e[-+]?\d+)?$/,
  resolve: Number,
  stringify: ({ value }) => pointed(value as number),
}

/** JSON's text of it is YAML's too, between double quotes. */
const unprintable: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => typeof value === 'string' && printable(value) !== value,
  resolve: String,
  stringify: ({ value }) => jsonText(value),
}

/** 1e-7 becomes 1.0e-7, and -0 is no integer. */
function pointed(number: number): string {
  return Object.is(number, -0) ? '-0.0' : String(number).replace(/^(-?\d+)e/, '$1.0e')
}
