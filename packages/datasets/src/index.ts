export { firstAgain } from './csv/csv-header.ts'
export { type CsvRecord, csvRecords } from './csv/csv-records.ts'
export {
  type CifarSource,
  type CsvSource,
  DATA_DEFAULTS,
  type DataSource,
  type DigitsSource,
  type GeneratedRows,
  type IdxSource,
  type PointsSource,
} from './data-source.ts'
export { DatasetError, type DatasetErrorCode, type UnknownName } from './errors.ts'
export { allowedHost } from './fetch/allowed-hosts.ts'
export type { CachedSource } from './fetch/data-cache.ts'
export type { DataFetcher } from './fetch/data-fetcher.ts'
export { type FileSource, isFileSource } from './fetch/source-files.ts'
export { dataPath } from './files/data-path.ts'
export { type DataFile, expandedFile, MAX_BYTES, readDataFile } from './files/read-data-file.ts'
export { type Found, type FoundData, findData } from './found/find-data.ts'
export { loadDataset } from './load-dataset.ts'
export { parseRows, type RowsOptions } from './rows/parse-rows.ts'
export type { RawRows } from './rows/raw-rows.ts'
export { scaledRows } from './rows/scaled-rows.ts'
