import { type Mutant, mutant } from './mutant.ts'

const S3 = 'packages/adapters/src/s3'
const S3_FAULTS = [`${S3}/s3-faults.test.ts`]
const S3_SUITE = [`${S3}/s3.test.ts`]
const S3_PINS = [`${S3}/s3-pin.test.ts`]
const OPEN_SWEEPS = 'packages/runner/src/trial/open-sweeps'

/** Of checkpoints in S3, and of the mark by which a place is known. */
export const S3_MUTANTS: readonly Mutant[] = [
  mutant('S3: bytes are sent without their hash', S3_SUITE, [`${S3}/s3-bucket.ts`, ', ChecksumSHA256 }', ' }']),
  mutant('S3: bytes that came are not compared with their hash', S3_FAULTS, [
    `${S3}/s3-bucket.ts`,
    "left > 0 ? { ChecksumMode: 'ENABLED' as const } : {}",
    '{}',
  ]),
  mutant('S3: a list ends with its first page', S3_SUITE, [
    `${S3}/s3-bucket.ts`,
    'page.IsTruncated ? page.NextContinuationToken : undefined',
    'undefined',
  ]),
  mutant('S3: what is set aside twice is kept twice', S3_FAULTS, [
    `${S3}/s3-bucket.ts`,
    "etag.replaceAll(/[^0-9a-z]/gi, '')",
    'String(Math.random())',
  ]),
  mutant('S3: a pin is not written again', S3_PINS, [
    `${S3}/s3-pin.ts`,
    'writing = writing.then(write).catch(() => undefined)',
    '',
  ]),
  mutant('S3: a pin of a dead process never ends', S3_PINS, [
    `${S3}/s3-pin.ts`,
    'now - writtenAtMs > PIN_LASTS_MS',
    'false',
  ]),
  mutant(
    'a worker claims a sweep whose checkpoints are elsewhere',
    [`${OPEN_SWEEPS}.test.ts`],
    [`${OPEN_SWEEPS}.ts`, 'if (elsewhere !== undefined) {', 'if (false) {'],
  ),
]
