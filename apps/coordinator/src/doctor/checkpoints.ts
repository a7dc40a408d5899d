import type { CheckpointProbe } from '../context.ts'
import { durationText } from '../view/amounts.ts'
import { examineDisk } from './disk.ts'
import type { Finding } from './finding.ts'

const WRITE_SLOW_MS = 1000
const CLOCK_OFF_MS = 60_000

/** Whether checkpoints can be kept where they are to be: in a folder, else at a place that `probe` tries. */
export async function examineCheckpoints(
  { dir, place }: { dir: string; place: string | undefined },
  probe: (place: string) => Promise<CheckpointProbe>,
): Promise<Finding[]> {
  if (place === undefined) return examineDisk(dir)
  try {
    const found = await probe(place)
    return 'dir' in found ? await examineDisk(found.dir) : [...(await examineDisk(dir)), ...s3Findings(found)]
  } catch (error) {
    return [...(await examineDisk(dir)), { subject: 's3', fact: (error as Error).message, health: 'bad' }]
  }
}

function s3Findings({ place, writeMs, aheadMs }: Exclude<CheckpointProbe, { dir: string }>): Finding[] {
  const fact = `${place} writes, reads, lists and removes; ${writeMs.toFixed(0)} ms for 1 MiB`
  const slow = {
    health: 'poor',
    fix: 'Each epoch waits for this; use a closer server or checkpoints: { every: 5 }.',
  } as const
  return [{ subject: 's3', fact, ...(writeMs > WRITE_SLOW_MS ? slow : { health: 'good' }) }, clockFinding(aheadMs)]
}

function clockFinding(aheadMs: number): Finding {
  const which = aheadMs > 0 ? 'ahead of' : 'behind'
  if (Math.abs(aheadMs) <= CLOCK_OFF_MS) return { subject: 'clock', fact: 'that of S3, to the minute', health: 'good' }
  return {
    subject: 'clock',
    fact: `that of S3 is ${durationText(Math.abs(aheadMs) / 1000)} ${which} this machine's`,
    health: 'poor',
    fix: "Set this machine's clock, such as by NTP: beyond 15 minutes a server may refuse what it signs.",
  }
}
