import { createHash } from 'node:crypto'
import { existsSync, readFileSync, readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * A word for where a process number means the same process: this boot of this machine, in this container. Containers
 * may share a host's name, and machines too; where there is no /proc the name is all there is.
 */
export function pidScope(): string {
  const boot = '/proc/sys/kernel/random/boot_id'
  const space = '/proc/self/ns/pid'
  const marks = [hostname(), existsSync(boot) && readFileSync(boot, 'utf8'), existsSync(space) && readlinkSync(space)]
  return createHash('sha256').update(marks.join('\n')).digest('hex').slice(0, 12)
}
