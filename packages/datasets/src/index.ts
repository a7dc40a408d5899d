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
export { DatasetError, type DatasetErrorCode } from './errors.ts'
export { loadDataset } from './load-dataset.ts'
