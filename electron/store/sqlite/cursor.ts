import { StoreError } from '../../domain/store-error.ts'

/** What a cursor may hold; together at most 200 characters when encoded. */
export type CursorValue = string | number

const badCursor = (): StoreError =>
  new StoreError('bad_request', 'The cursor does not belong to this list.', 'Start again from the first page.')

/** An opaque cursor of the list `kind`, holding the sort key of the last item. */
export const encodeCursor = (kind: string, values: readonly CursorValue[]): string =>
  Buffer.from(JSON.stringify([kind, ...values])).toString('base64url')

/** The values of a cursor; throws `bad_request` unless it is one of this list with values of these types. */
export const decodeCursor = (
  cursor: string,
  kind: string,
  types: readonly ('string' | 'number')[],
): readonly CursorValue[] => {
  let parsed: unknown
  try {
    parsed = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  } catch {
    throw badCursor()
  }
  if (!Array.isArray(parsed) || parsed[0] !== kind || parsed.length !== types.length + 1) throw badCursor()
  const values: CursorValue[] = []
  for (const [position, type] of types.entries()) {
    const value: unknown = parsed[position + 1]
    if (type === 'string' && typeof value === 'string') values.push(value)
    else if (type === 'number' && typeof value === 'number') values.push(value)
    else throw badCursor()
  }
  return values
}

/** Cuts the one row too many that was asked for and makes the cursor of the next page from the last one kept. */
export const toPage = <Row, Item>(
  rows: readonly Row[],
  limit: number,
  toItem: (row: Row) => Item,
  cursorOf: (row: Row) => string,
): { readonly items: readonly Item[]; readonly nextCursor: string | null } => {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  return {
    items: kept.map(toItem),
    nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
  }
}
