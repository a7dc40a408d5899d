import { type ScalarTag, stringify } from 'yaml'

/**
 * Plain data as YAML that readers of version 1.1 and of version 1.2 take for the same: numbers are not rounded, floats
 * have a point (1.1 takes 1e-7 for a text), and texts that 1.1 takes for something else are quoted.
 */
export function yaml(value: unknown): string {
  return stringify(value, {
    aliasDuplicateObjects: false,
    compat: 'yaml-1.1',
    customTags: (tags) => [float, ...tags],
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

/** 1e-7 becomes 1.0e-7, and -0 is no integer. */
function pointed(number: number): string {
  return Object.is(number, -0) ? '-0.0' : String(number).replace(/^(-?\d+)e/, '$1.0e')
}
