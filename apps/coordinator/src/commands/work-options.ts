import { MOST_MEMORY_MB, MOST_THREADS, MOST_WORKERS } from '@hypersweep/runner'
import { type Labels, parseLabel } from '@hypersweep/sweep'
import { type Command, InvalidArgumentError } from 'commander'
import { upTo } from './positive-integer.ts'

/** What trains, of commands that train. */
export function workOptions(command: Command): Command {
  return command
    .option(
      '--threads <n>',
      'trials trained at once, in this process or in each worker (default: one for each core)',
      upTo(MOST_THREADS),
    )
    .option(
      '--workers <n>',
      'train in this many worker processes, over Redis (implies --redis auto)',
      upTo(MOST_WORKERS),
    )
    .option(
      '--memory <MB>',
      'what each training process may take (default: four fifths of what there is)',
      upTo(MOST_MEMORY_MB),
    )
    .option('--label <key=value>', 'what trains here says of itself, for sweeps that require it; repeatable', labelled)
    .option('--json', 'tell programs what happens, one JSON object a line on stdout, instead of what people read')
    .option('--detach', 'run in the background, and say how to watch and stop it')
    .option('--verbose', 'also what the workers log: claims, resumes, retries and their reasons')
}

function labelled(text: string, before: Labels = {}): Labels {
  try {
    return { ...before, ...parseLabel(text) }
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message)
  }
}
