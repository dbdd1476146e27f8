/** A byte range of a file. */
export interface FileSlice {
  readonly path: string
  readonly offset: number
  readonly length: number
}
