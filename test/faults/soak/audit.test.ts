import { expect, test } from 'vitest'
import { auditor } from './audit.ts'
import { FAULTS, planOf } from './plan.ts'

/** An auditor that hears calls of scripts, each with what it changed. */
function audited() {
  const audit = auditor({ claim: 'CLAIM', fenced: { report: 'REPORT', finish: 'FINISH' } })
  const call = (script: string, values: string[], ...changes: string[]) => {
    audit.hear(['EVAL', script, '1', 'trial-1', ...values], false)
    for (const change of changes) audit.hear([change, 'trial-1'], true)
  }
  const claim = (token: string, ...changes: string[]) => call('CLAIM', ['1', token], ...changes)
  const write = (script: string, token: string, ...changes: string[]) => call(script, ['1', '1', token], ...changes)
  const findings = () => {
    audit.settle()
    return audit.findings
  }
  return { claim, write, findings }
}

test('a write by the last claim is nobody’s business; by an older one it has to be refused', () => {
  const { claim, write, findings } = audited()
  claim('a', 'HINCRBY', 'HSET')
  write('REPORT', 'a', 'HSET', 'ZADD')
  claim('b')
  write('REPORT', 'a', 'HSET')
  claim('b', 'HINCRBY')
  write('REPORT', 'a')
  write('REPORT', 'b', 'HSET')
  expect(findings()).toEqual({ staleAccepted: [], staleRefused: 1, endedTwice: [] })
  write('REPORT', 'a', 'ZADD')
  expect(findings().staleAccepted).toEqual(['REPORT of trial-1 by a'.replace('REPORT', 'report')])
})

test('a trial that is ended twice is found', () => {
  const { claim, write, findings } = audited()
  claim('a', 'HINCRBY')
  write('FINISH', 'a', 'HSET')
  write('FINISH', 'a')
  expect(findings().endedTwice).toEqual([])
  write('FINISH', 'a', 'HSET')
  expect(findings().endedTwice).toEqual(['trial-1'])
})

test('a seed has one plan, and a minute of it has nearly every fault', () => {
  expect(planOf(7, 60)).toEqual(planOf(7, 60))
  expect(planOf(7, 60)).not.toEqual(planOf(8, 60))
  expect(new Set(planOf(7, 60).map(({ fault }) => fault)).size).toBeGreaterThanOrEqual(FAULTS.length - 2)
})
