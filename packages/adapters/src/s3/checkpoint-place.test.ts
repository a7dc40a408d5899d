import { expect, test } from 'vitest'
import { checkpointPlace } from './checkpoint-place.ts'

test.each([
  ['.hypersweep/checkpoints', '.hypersweep/checkpoints'],
  ['/mnt/shared', '/mnt/shared'],
  ['C:\\sweeps', 'C:\\sweeps'],
  ['file:checkpoints', 'checkpoints'],
  ['file:/mnt/shared', '/mnt/shared'],
  ['file:///mnt/shared', '/mnt/shared'],
])('%s is a folder', (text, dir) => {
  expect(checkpointPlace(text)).toEqual({ kind: 'file', dir })
})

test.each([
  ['s3://sweeps', 'sweeps', ''],
  ['s3://sweeps/', 'sweeps', ''],
  ['s3://my.sweeps-1/team/2026', 'my.sweeps-1', 'team/2026'],
  ['S3://sweeps/A_b=c.d/', 'sweeps', 'A_b=c.d'],
])('%s is a bucket', (text, bucket, prefix) => {
  expect(checkpointPlace(text)).toEqual({ kind: 's3', bucket, prefix })
})

test.each([
  ['', '"" is no place for checkpoints'],
  ['s3:sweeps', '"s3:sweeps" is no place'],
  ['gs://sweeps/a', '"gs://sweeps/a" is no place'],
  ['https://user:hunter2@host/bucket', 'It is no place'],
  ['file:', '"file:" is no place'],
  ['file://host/share', '"file://host/share" is no place'],
  ['s3://', '"" is no name of a bucket'],
  ['s3://Sweeps', '"Sweeps" is no name of a bucket'],
  ['s3://sweeps/../other', '"../other" is no prefix'],
  ['s3://sweeps/a//b', '"a//b" is no prefix'],
  ['s3://sweeps/a b', '"a b" is no prefix'],
  ['s3://key:hunter2@sweeps/a', 'It holds more than a bucket and a prefix'],
  ['s3://sweeps/a?secret=hunter2', 'It holds more than a bucket and a prefix'],
])('%s is refused, with what is possible', (text, got) => {
  let message = ''
  try {
    checkpointPlace(text)
  } catch (error) {
    message = (error as Error).message
  }
  expect(message).toContain(`--checkpoints: ${got}`)
  expect(message).toContain('Use --checkpoints with a folder, file:DIR or s3://bucket/prefix.')
  expect(message).not.toContain('hunter2')
})
