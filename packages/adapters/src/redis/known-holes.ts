/**
 * The first patch of each line without the holes that were known in November 2026. Redis: CVE-2026-81934, in TLS, for
 * which no login is needed, and all before it. Valkey: CVE-2026-23479, for which one is. Later lines have neither.
 */
const MENDED = {
  Redis: { '6.2': 24, '7.2': 16, '7.4': 11, '8.2': 9, '8.4': 6, '8.6': 6, '8.8': 2, '8.10': 1 },
  Valkey: { '7.2': 13, '8.0': 8, '8.1': 7, '9.0': 4 },
} as const satisfies Record<string, Readonly<Record<string, number>>>

/** Which version a server should have, where its own has holes that others know. */
export function mendedVersion(server: keyof typeof MENDED, version: string): string | undefined {
  const lines = Object.entries(MENDED[server])
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number)
  const found = lines.find(([line]) => line === `${major}.${minor}`)
  if (found) return patch < found[1] ? `${found[0]}.${found[1]}` : undefined
  const next = lines.find(([line]) => isBelow([major, minor], line))
  return next && `${next[0]}.${next[1]}`
}

function isBelow([major, minor]: readonly [number, number], line: string): boolean {
  const [lineMajor = 0, lineMinor = 0] = line.split('.').map(Number)
  return major < lineMajor || (major === lineMajor && minor < lineMinor)
}
