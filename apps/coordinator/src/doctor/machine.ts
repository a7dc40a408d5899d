import { availableParallelism, cpus, freemem, totalmem } from 'node:os'
import { bytesText, counted } from '../view/amounts.ts'
import type { Finding } from './finding.ts'

const NODE_NEEDED = 24
const MEMORY_NEEDED = 512 * 1024 ** 2

export function examineNode(version = process.versions.node): Finding {
  const isNew = Number(version.split('.')[0]) >= NODE_NEEDED
  const finding = { subject: 'node', fact: `version ${version}` }
  return isNew
    ? { ...finding, health: 'good' }
    : { ...finding, health: 'bad', fix: `Install Node ${NODE_NEEDED} or later.` }
}

export function examineCores(): Finding {
  const threads = availableParallelism()
  return { subject: 'cores', fact: `${counted(threads, 'thread')} on ${cpus()[0]?.model ?? 'unknown'}`, health: 'good' }
}

export function examineMemory(free = freemem(), total = totalmem()): Finding {
  const finding = { subject: 'memory', fact: `${bytesText(free)} free of ${bytesText(total)}` }
  if (free >= MEMORY_NEEDED) return { ...finding, health: 'good' }
  return { ...finding, health: 'poor', fix: `Free at least ${bytesText(MEMORY_NEEDED)}, or run with fewer --threads.` }
}
