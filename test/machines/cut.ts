import { execFileSync } from 'node:child_process'

/** One end of a cable: a network interface in a namespace; none is the namespace of this process. */
export interface CableEnd {
  namespace?: string
  device: string
}

/** A way to let nothing pass at one end of a cable, both ends staying up: packets vanish, without RST or ICMP. */
interface Means {
  name: string
  qdisc: readonly string[]
}

/** Which of them a kernel has differs: tried in this order. */
const MEANS: readonly Means[] = [
  { name: 'netem', qdisc: ['netem', 'loss', '100%'] },
  // A bucket that is smaller than any packet: it drops each.
  { name: 'tbf', qdisc: ['tbf', 'rate', '8bit', 'burst', '1', 'limit', '1'] },
]

/** Lets nothing leave at these ends, as if the cable were pulled in the wall, and answers by what means. */
export function cut(ends: readonly CableEnd[]): string {
  const refusals: string[] = []
  for (const { name, qdisc } of MEANS) {
    try {
      for (const end of ends) tc(end, 'replace', qdisc)
      return name
    } catch (error) {
      heal(ends)
      refusals.push(`${name}: ${(error as Error).message}`)
    }
  }
  throw new Error(`Traffic control of this kernel has no way to cut a cable. ${refusals.join(' ')}`)
}

/** Lets everything pass again. What was on its way is sent again by TCP. */
export function heal(ends: readonly CableEnd[]): void {
  for (const end of ends) {
    try {
      tc(end, 'del', [])
    } catch {
      // It was not cut: there is nothing to take away.
    }
  }
}

function tc({ namespace, device }: CableEnd, action: 'replace' | 'del', qdisc: readonly string[]): void {
  const place = namespace === undefined ? [] : ['-n', namespace]
  execFileSync('tc', [...place, 'qdisc', action, 'dev', device, 'root', ...qdisc], { stdio: 'pipe' })
}
