import { dataPath } from '@hypersweep/datasets'
import { networkObjective, type PreparedData, prepareData } from '@hypersweep/runner'
import { type ParsedSweep, parseSweep } from '@hypersweep/sweep'
import { placed } from '../run/prepared-sweep.ts'

/**
 * A sweep file that came by HTTP, checked against its data below `dataRoot`. Whoever sent it names no place outside of
 * that: unlike who writes a file on this machine, they need not have the right to read here.
 *
 * @throws SweepError for what is wrong in the file; CliError for what is wrong with its data, with the place in the file
 */
export async function postedSweep(text: string, dataRoot: string): Promise<PreparedData> {
  const parsed = parseSweep(text, networkObjective)
  try {
    checkPath(parsed, dataRoot)
    return await prepareData(parsed.spec, { root: dataRoot, keeps: false })
  } catch (error) {
    throw placed(error, parsed)
  }
}

function checkPath({ spec }: ParsedSweep, dataRoot: string): void {
  const { path } = spec.objective.data
  if (typeof path === 'string') dataPath(dataRoot, path)
}
