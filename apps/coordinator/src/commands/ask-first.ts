import type { Context } from '../context.ts'
import { CliError } from '../errors.ts'

/**
 * Asks before something is deleted.
 *
 * @throws CliError NOT_ASKED, exit 2, where there is no terminal; NOT_CONFIRMED, exit 1, for a no
 */
export async function askFirst({ confirm }: Context, question: string): Promise<void> {
  if (!confirm) {
    throw new CliError('NOT_ASKED', 'There is no terminal to ask on.', 'Say --yes to delete without being asked.')
  }
  if (!(await confirm(question))) throw new CliError('NOT_CONFIRMED', 'Nothing is deleted.', '', { exitCode: 1 })
}
