import { StoreError } from '../../domain/store-error.ts'

/** Where a page of a list begins whose cursors are offsets. Throws `bad_request` for the cursor of another list. */
export const offsetOf = (cursor: string | undefined): number => {
  const from = cursor === undefined ? 0 : Number(cursor)
  if (Number.isInteger(from) && from >= 0) return from
  throw new StoreError('bad_request', 'The cursor does not belong to this list.', 'Start again from the first page.')
}
