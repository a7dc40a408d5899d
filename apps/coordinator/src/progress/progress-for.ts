import type { Context } from '../context.ts'
import { jsonProgress } from './json-progress.ts'
import { lineProgress } from './line-progress.ts'
import type { Progress, ProgressOptions } from './progress.ts'
import { screenProgress } from './screen-progress.ts'

export interface ProgressForOptions extends Omit<ProgressOptions, 'screen'> {
  context: Context
  /** Whether events for programs take the place of what people see. */
  isJson?: boolean
}

/** What suits who reads: events for programs, one repainted screen on a terminal, else lines. */
export function progressFor({ context, isJson = false, ...rest }: ProgressForOptions): Progress {
  const { out, err: screen } = context
  if (isJson) return jsonProgress({ ...rest, screen, out })
  return screen.canRepaint ? screenProgress({ ...rest, screen }) : lineProgress({ ...rest, screen })
}
