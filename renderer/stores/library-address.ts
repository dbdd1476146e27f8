import { type LibraryFilter, libraryFilterFields, libraryFilterSchema } from '../../electron/contract/index.ts'

/** What of the library is on show, apart from its order: the words of its field and its filters. */
export interface LibraryView {
  readonly q: string
  readonly filter: LibraryFilter
}

/** The whole library. */
export const wholeLibrary: LibraryView = { q: '', filter: {} }

/** Address of the library's page with words and filters. */
export const libraryAddress = ({ q, filter }: LibraryView): string => {
  const text = new URLSearchParams(q === '' ? {} : { q })
  for (const name of Object.keys(libraryFilterFields) as (keyof LibraryFilter)[]) {
    const value = filter[name]
    if (value === undefined) continue
    for (const each of Array.isArray(value) ? value : [value]) text.append(name, String(each))
  }
  const query = text.toString()
  return query === '' ? '/library' : `/library?${query}`
}

/** Reads an address; what makes no sense in it is left out. */
export const viewOfAddress = (search: string): LibraryView => {
  const text = new URLSearchParams(search)
  const filter: Record<string, unknown> = {}
  for (const [name, field] of Object.entries(libraryFilterFields)) {
    if (!text.has(name)) continue
    const parsed = [text.get(name), text.getAll(name)]
      .map((value) => field.safeParse(value))
      .find(({ success }) => success)
    if (parsed?.success === true) filter[name] = parsed.data
  }
  return { q: text.get('q') ?? '', filter: libraryFilterSchema.parse(filter) }
}
