import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkpointStorePromises, sweepStorePromises, trialQueuePromises } from './conformance.ts'

test.each([
  ['trial-queue.ts', trialQueuePromises],
  ['sweep-store.ts', sweepStorePromises],
  ['checkpoint-store.ts', checkpointStorePromises],
])('the suite of %s has one check for each sentence of its promises, in the same words', (file, promises) => {
  const source = readFileSync(join(import.meta.dirname, file), 'utf8')
  const doc = source.slice(
    source.indexOf('Promises, each'),
    source.indexOf('export interface', source.indexOf('Promises, each')),
  )
  const sentences = [...doc.matchAll(/^ \* - (.+)[;.]$/gm)].map((match) => match[1]!)
  expect(sentences.length).toBeGreaterThan(5)
  expect(promises.map(({ promise }) => promise).toSorted()).toEqual(sentences.toSorted())
})
