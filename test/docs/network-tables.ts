import {
  defaultsOf,
  layerDefinitions,
  type Option,
  type Options,
  optimizerDefinitions,
  rangeText,
  regularisationOptions,
  scheduleDefinitions,
  scheduleOptions,
} from '@hypersweep/core'

interface Owner {
  name: string
  options: Options
}

/** The tables of docs/network.md, by the name of their marker. */
export const networkTables: Readonly<Record<string, string>> = {
  layers: tableOf(
    'of',
    layerDefinitions.map(({ name, size, options }) => ({ name, options: { [name]: size, ...options } })),
  ),
  optimizers: tableOf('of', [...optimizerDefinitions]),
  schedules: tableOf(
    'of',
    scheduleDefinitions.map((definition) => ({ name: definition.name, options: scheduleOptions(definition) })),
  ),
  regularisation: tableOf(undefined, [{ name: '', options: regularisationOptions }]),
}

/** One row for each option; one that several have alike is there once. */
function tableOf(of: string | undefined, owners: readonly Owner[]): string {
  const rows = new Map<string, { name: string; option: Option; owners: string[]; usual: unknown }>()
  for (const owner of owners) {
    for (const [name, option] of Object.entries(owner.options)) {
      const key = JSON.stringify([name, option, 'range' in option ? rangeText(option.range) : ''])
      const known = rows.get(key) ?? { name, option, owners: [], usual: defaultsOf(owner.options)[name] }
      known.owners.push(owner.name)
      rows.set(key, known)
    }
  }
  const whose = (names: readonly string[]) => (names.length === owners.length ? 'all' : names.join(', '))
  const lines = [...rows.values()].map(({ name, option, owners: names, usual }) => [
    `\`${name}\``,
    ...(of === undefined ? [] : [whose(names)]),
    takenText(option),
    usual === undefined ? '–' : String(usual),
    option.meaning,
  ])
  const header = ['option', ...(of === undefined ? [] : [of]), 'takes', 'default', 'meaning']
  return [header, header.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

function takenText(option: Option): string {
  switch (option.kind) {
    case 'flag':
      return 'true, false'
    case 'choice':
      return option.choices.join(', ')
    case 'list':
      return `a list of ascending numbers in ${rangeText(option.range)}`
    case 'number':
      return `${option.range.whole ? 'whole, ' : ''}${rangeText(option.range)}`
  }
}
