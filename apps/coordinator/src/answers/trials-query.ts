import { type LeaderboardQuery, parseFields, parseSort, type SortKey } from '@hypersweep/sweep'

/** What a list of trials is asked for by: flags of commands, parameters of addresses. */
export interface QueryFlags {
  top?: number
  offset: number
  sort?: string
  desc?: boolean
  asc?: boolean
  filter?: string
  state?: string
  columns?: string
  groupBy?: string
}

/** @param usual  the order where none is asked for */
export function queryOf(flags: QueryFlags, usual: readonly SortKey[] = []): LeaderboardQuery {
  const { top, offset, filter, desc, asc } = flags
  const sort = flags.sort === undefined ? usual : parseSort(flags.sort, '--sort')
  const state = words(flags.state) as NonNullable<LeaderboardQuery['state']>
  return {
    offset,
    ...(top !== undefined && { top }),
    ...(filter !== undefined && { filter }),
    ...(state.length > 0 && { state }),
    ...(sort.length > 0 && { sort }),
    ...((desc || asc) && { order: desc ? 'desc' : 'asc' }),
  }
}

/** The order of a list of all trials. Groups have no numbers; their own order is the best mean first. */
export function numberOrder({ groupBy }: QueryFlags): readonly SortKey[] {
  return groupBy === undefined ? [{ field: 'number' }] : []
}

/** A list of fields that an option takes; none where it is not there. */
export function fieldsOf(list: string | undefined, option: string): string[] {
  return list === undefined ? [] : parseFields(list, option)
}

function words(list: string | undefined): string[] {
  return (list ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '')
}
