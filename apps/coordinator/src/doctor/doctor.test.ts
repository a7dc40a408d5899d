import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { examineCheckpoints } from './checkpoints.ts'
import { examineDisk } from './disk.ts'
import { examineMemory, examineNode } from './machine.ts'

test('an old Node is bad, and what to install is said', () => {
  expect(examineNode('20.20.2')).toMatchObject({ health: 'bad', fix: expect.stringContaining('24') })
  expect(examineNode('26.10.0')).toEqual({ subject: 'node', fact: 'version 26.10.0', health: 'good' })
})

test('little free memory is poor', () => {
  expect(examineMemory(2 ** 20, 2 ** 33)).toMatchObject({ health: 'poor', fact: '1.0 MiB free of 8.0 GiB' })
  expect(examineMemory(2 ** 32, 2 ** 33).health).toBe('good')
})

test('the disk is tried in the nearest folder that is there, and left as it was', async () => {
  const before = readdirSync(import.meta.dirname)
  const findings = await examineDisk(join(import.meta.dirname, 'not', 'there'))
  expect(findings.map((finding) => finding.subject)).toEqual(['disk', 'fsync'])
  expect(findings[0]!.fact).toContain(import.meta.dirname)
  expect(readdirSync(import.meta.dirname)).toEqual(before)
})

test('a place that cannot be written is bad', async () => {
  expect((await examineDisk('/proc'))[0]).toMatchObject({ health: 'bad', fix: expect.stringContaining('--dir') })
})

test('a place for checkpoints is tried: a folder as a disk is, S3 with its clock, and what is wrong is bad', async () => {
  const here = { dir: import.meta.dirname, place: 's3://sweeps/team' }
  const found = { place: 's3://sweeps/team', writeMs: 12.4, aheadMs: -1000 }
  expect((await examineCheckpoints(here, async () => found)).slice(2)).toEqual([
    { subject: 's3', fact: 's3://sweeps/team writes, reads, lists and removes; 12 ms for 1 MiB', health: 'good' },
    { subject: 'clock', fact: 'that of S3, to the minute', health: 'good' },
  ])
  const poor = await examineCheckpoints(here, async () => ({ ...found, writeMs: 1500, aheadMs: 180_000 }))
  expect(poor.slice(2)).toMatchObject([
    { health: 'poor', fix: expect.stringContaining('a closer server') },
    { health: 'poor', fact: "that of S3 is 3:00 ahead of this machine's" },
  ])
  const bad = await examineCheckpoints(here, async () => Promise.reject(new Error('there is no bucket sweeps.')))
  expect(bad.slice(2)).toEqual([{ subject: 's3', fact: 'there is no bucket sweeps.', health: 'bad' }])
  const folder = await examineCheckpoints(here, async () => ({ dir: '/proc' }))
  expect(folder).toMatchObject([{ subject: 'disk', health: 'bad' }])
})
