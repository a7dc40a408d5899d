import { type Command, Option } from 'commander'
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from './service-log.ts'

/** What a person says of how a process logs. */
export interface LogFlags {
  logFormat: LogFormat
  logLevel: LogLevel
}

export function logOptions(command: Command): Command {
  const format = new Option('--log-format <format>', 'how lines are logged')
  const level = new Option('--log-level <level>', 'leave out lines that are less important')
  return command
    .addOption(format.choices(LOG_FORMATS).default('text').env('HYPERSWEEP_LOG_FORMAT'))
    .addOption(level.choices(LOG_LEVELS).default('info').env('HYPERSWEEP_LOG_LEVEL'))
}
