import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize, relative } from 'node:path'
import { type PackageRule, RULES } from './rules.ts'

/** Every import under `root` that breaks a rule, as "file imports target: why"; empty when the architecture holds. */
export function violations(root: string): string[] {
  return Object.entries(RULES).flatMap(([home, rule]) =>
    sources(join(root, home, 'src')).flatMap((path) =>
      imports(readFileSync(path, 'utf8')).flatMap((target) => {
        const file = relative(root, path)
        const why = objection({ file, target, home, rule })
        return why === undefined ? [] : [`${file} imports ${target}: ${why}`]
      }),
    ),
  )
}

interface Import {
  file: string
  target: string
  home: string
  rule: PackageRule
}

function objection({ file, target, home, rule }: Import): string | undefined {
  const ours = /^@hypersweep\/([a-z]+)/.exec(target)?.[1]
  if (ours !== undefined) return packageObjection(file, ours, home, rule)
  if (target.startsWith('.')) return roomObjection(file, target, home, rule)
  if (rule.pure && target.startsWith('node:')) return `${home} is pure`
  return undefined
}

function packageObjection(file: string, ours: string, home: string, rule: PackageRule): string | undefined {
  if (rule.packages.includes(ours)) return undefined
  if (roomOf(file, home) === 'testing') return undefined
  if (!rule.compositionOnly?.includes(ours)) return `${home} may import only ${rule.packages.join(', ') || 'itself'}`
  return roomOf(file, home) === 'main' ? undefined : `only the room main of ${home} may`
}

function roomObjection(file: string, target: string, home: string, rule: PackageRule): string | undefined {
  const to = normalize(join(dirname(file), target))
  if (!to.startsWith(`${home}/src/`)) return 'a package is entered by its name'
  const rooms = rule.rooms ?? []
  const [here, there] = [roomOf(file, home), roomOf(to, home)]
  if (here === there || here === 'index' || !rooms.length) return undefined
  if (!rooms.includes(there)) return `room ${there} is not in the rule`
  if (!rooms.includes(here)) return `room ${here} is not in the rule`
  return rooms.indexOf(there) > rooms.indexOf(here) ? `room ${here} comes before room ${there}` : undefined
}

function sources(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !/\.(test|conformance)\.ts$/.test(file))
    .map((file) => join(directory, file))
}

/** Static, re-exported and dynamic imports with a literal target. */
function imports(source: string): string[] {
  const code = source.replace(/^\s*(\/\/|\*|\/\*).*$/gm, '')
  const pattern = /(?:^|\s)(?:import|from)\s*\(?\s*['"]([^'"]+)['"]/g
  return [...code.matchAll(pattern)].map((match) => match[1]!)
}

function roomOf(file: string, home: string): string {
  return file.slice(`${home}/src/`.length).split('/')[0]!.replace(/\.ts$/, '')
}
