import { TRIAL_STATES } from '@hypersweep/sweep'
import { type Command, Option } from 'commander'
import { positiveInteger, wholeNumber } from './positive-integer.ts'

/** @param top  how many rows at most, unasked; undefined for all */
export function queryOptions(command: Command, { top }: { top?: number } = {}): Command {
  return command
    .option(
      '-n, --top <n>',
      `at most this many rows${top === undefined ? ' (default: all)' : ''}`,
      positiveInteger,
      top,
    )
    .option('--offset <n>', 'leave out this many rows first', wholeNumber, 0)
    .option('--filter <filter>', 'only trials for which this holds, such as "val_accuracy > 0.97 and dropout <= 0.25"')
    .option('--state <state,…>', `only trials in these states: ${TRIAL_STATES.join(', ')}`)
    .option('--sort <field,…>', 'order by these fields, each as it is or with :asc or :desc behind it')
    .addOption(new Option('--desc', 'greatest first, for fields that say neither').conflicts('asc'))
    .addOption(new Option('--asc', 'least first, for fields that say neither'))
    .option('--columns <field,…>', 'show these')
    .option('--group-by <field,…>', 'one row for the trials that share these: count, mean, std, min, max, best')
}

/** What filters, lists of fields and groups mean; for the help. */
export const QUERY_HELP = `
Fields: rank, number, state, reason, epoch, score, claims, failures, crashes,
seed, any parameter, any metric (of the epoch that scores the trial). Where
names meet, the first of these is meant; params.NAME and metrics.NAME say which.
An odd name stands in brackets: [my rate].

Filter: = != < <= > >=, in (…), not in (…), is null, is not null, and, or, not,
( ). Texts stand in quotes: 'adam'. A comparison with a value that is not there,
or is of another type, does not hold.

Sort: the score and the sweep's metric have their best first, all other fields
their least; -FIELD is FIELD:desc. What is not there comes last, both ways.

Groups: over the scores of their complete trials; std is the sample standard
deviation (n − 1). --group-by point has the replicates of one point together,
by the number of the first.
Their --sort and --columns take the fields of --group-by and trials, count,
mean, std, min, max, best.`
