import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The file that alone takes as long as five others: begun last, it would keep one core waiting for it. */
const SLOWEST = /test\/e2e\/infra\.test\.ts$/

/** The order of Vitest, but for what is so slow that all else can be done meanwhile. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return [...sorted.filter(isSlowest), ...sorted.filter((file) => !isSlowest(file))]
  }
}

function isSlowest({ moduleId }: TestSpecification): boolean {
  return SLOWEST.test(moduleId)
}
