import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
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
