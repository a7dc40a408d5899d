import { cnn } from './cnn.ts'
import { csv } from './csv.ts'
import { digits } from './digits.ts'
import { iris } from './iris.ts'
import { mnist } from './mnist.ts'
import { spiral } from './spiral.ts'

/** A first sweep of some kind. */
export interface Template {
  /** For people. */
  about: string
  /** The sweep file, without the lines that all begin with. */
  sweep: string
  /** Files that lie beside it, by name. */
  beside?: Readonly<Record<string, string>>
  /** A data set that `data fetch` brings, and the folder that the sweep file looks for it in. */
  fetches?: { name: string; path: string }
}

export const TEMPLATES: Readonly<Record<string, Template>> = {
  digits: { about: 'drawn digits, dense networks; runs at once, in seconds', sweep: digits },
  spiral: { about: 'three arms of a spiral, random search', sweep: spiral },
  csv: { about: 'a CSV file of your own; with the irises as an example', sweep: csv, beside: { 'iris.csv': iris } },
  cnn: { about: 'convolutions, on drawn digits', sweep: cnn },
  mnist: { about: 'handwritten digits, dense networks', sweep: mnist, fetches: { name: 'mnist', path: 'data/mnist' } },
}

export interface TemplateOptions {
  /** As a person types it. */
  file: string
  /** Where editors find the schema of sweep files, from the file. */
  schema: string
}

/** The whole sweep file. */
export function templateText({ sweep }: Template, { file, schema }: TemplateOptions): string {
  return `# yaml-language-server: $schema=${schema}
# A sweep: one network, trained once for every point of a search space.
#   hypersweep check ${file}    shows what it means, without running it
#   hypersweep run ${file}      runs it on all cores; run it again to go on after a stop
${sweep}`
}
