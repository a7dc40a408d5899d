import { DATA_DEFAULTS, type DataSource } from '@hypersweep/datasets'
import { z } from 'zod'

/** `data.url` of the sweep file. Anybody may read it, so that it holds no secrets; whom it names is asked by who allows that. */
export const urlValue = z
  .string()
  .max(2000)
  .refine(isPlainHttps, { error: 'data is fetched by https, from an address without a user or a password.' })
  .describe('where the file, or the folder of the files, can be fetched by who lacks it and allows its host')
  .exactOptional()

interface Placed {
  source: DataSource['source']
  path?: string
  url?: string
}

export function needsPath({ source, path, url }: Placed): boolean {
  return (source === 'idx' || source === 'csv') && path === undefined && url === undefined
}

/** A folder's URL ends with a slash; data without a path is looked for under the last name of its URL. */
export function withUrlPlaced<Given extends Placed>(given: Given): Given {
  if (given.url === undefined) return given
  const url = new URL(given.url)
  if (given.source !== 'csv' && !url.pathname.endsWith('/')) url.pathname += '/'
  const last = url.pathname.split('/').findLast((part) => part !== '') ?? given.source
  return { ...('path' in DATA_DEFAULTS[given.source] ? {} : { path: last }), ...given, url: url.href }
}

function isPlainHttps(text: string): boolean {
  const url = URL.parse(text)
  return url?.protocol === 'https:' && url.username === '' && url.password === '' && url.hash === ''
}
