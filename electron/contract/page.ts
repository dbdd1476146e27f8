import { z } from 'zod'

/** Opaque identifier: letters, digits, `_` and `-`. Never a path. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)
export type Id = z.infer<typeof idSchema>

/** Query of every list: `limit` 1…500 (default 100) and the `cursor` of the page before. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(100),
  cursor: z.string().max(200).optional(),
})
export type PageQuery = z.infer<typeof pageQuerySchema>

/** The answer of every list; `nextCursor` is null on the last page. */
export const pageOf = <Item extends z.ZodType>(item: Item) =>
  z.object({ items: z.array(item), nextCursor: z.string().nullable() })
/** A page of items; `nextCursor` is null on the last page. */
export type Page<Item> = { readonly items: readonly Item[]; readonly nextCursor: string | null }
