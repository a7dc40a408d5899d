export type DatasetErrorCode =
  /** A file that is not there. */
  | 'DATA_MISSING'
  /** A path that leads out of the root. */
  | 'DATA_PATH'
  /** A file that the system does not let us read. */
  | 'DATA_READ'
  /** More bytes, once expanded, than the limit. */
  | 'DATA_TOO_LARGE'
  /** A broken gzip file. */
  | 'DATA_GZIP'
  /** A file that is not IDX, or whose parts do not agree. */
  | 'DATA_IDX'
  /** A file that is no whole number of CIFAR-10's records. */
  | 'DATA_CIFAR'
  /** A file that is not NPY, or no plain array of numbers. */
  | 'DATA_NPY'
  /** Text that is not UTF-8. */
  | 'DATA_ENCODING'
  /** A file that is not CSV as RFC 4180 has it. */
  | 'DATA_CSV'
  /** A first line that names no columns. */
  | 'DATA_HEADER'
  /** A cell that is no finite number. */
  | 'DATA_CELL'
  /** Columns to be left out that cannot be. */
  | 'DATA_IGNORE'
  /** A label column or a label that cannot be used, or a single class. */
  | 'DATA_LABEL'
  /** A host that cannot be allowed. */
  | 'DATA_HOST'
  /** Another file under the name of one to fetch. */
  | 'DATA_THERE'
  /** Data that nobody gives, or that may not be asked for. */
  | 'DATA_FETCH'
  /** A folder in which what is fetched cannot be kept. */
  | 'DATA_CACHE'
  /** Parts that the rows cannot give. */
  | 'DATA_SPLIT'
  /** An option outside its range. */
  | 'DATA_OPTION'

/** A name that is not there, and those that are. */
export interface UnknownName {
  name: string
  known: readonly string[]
}

export interface DatasetErrorOptions extends ErrorOptions {
  /** For who asks which name was meant. */
  unknown?: UnknownName | undefined
}

/**
 * What `datasets` throws: for broken input, never for an expected end.
 *
 * The message has three parts: what was got, what is needed, what to do. Programs compare `code`.
 */
export class DatasetError extends Error {
  override readonly name = 'DatasetError'
  readonly code: DatasetErrorCode
  readonly unknown: UnknownName | undefined
  readonly #got: string
  readonly #needed: string

  constructor(code: DatasetErrorCode, got: string, needed: string, options?: DatasetErrorOptions) {
    super(`${got} ${needed}`, options)
    this.code = code
    this.unknown = options?.unknown
    this.#got = got
    this.#needed = needed
  }

  /** The same, said of a file. */
  within(file: string): DatasetError {
    return new DatasetError(this.code, `${file}: ${this.#got}`, this.#needed, { cause: this, unknown: this.unknown })
  }

  /** The same, with more of what to do. */
  adding(hint: string): DatasetError {
    return new DatasetError(this.code, this.#got, `${this.#needed} ${hint}`, { cause: this, unknown: this.unknown })
  }
}
