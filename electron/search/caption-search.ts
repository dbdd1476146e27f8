import type { CaptionSearch } from '../contract/index.ts'
import type { CaptionStore } from '../domain/ports/index.ts'

type Found = Awaited<ReturnType<CaptionStore['search']>>

/** Searches in words; picture and sound will be fused in here. */
export interface SearchService {
  readonly captions: (query: CaptionSearch) => Promise<Found>
}

const nothing: Found = { items: [], nextCursor: null, total: 0 }

/** The search of one library. */
export const createSearch = (captions: CaptionStore): SearchService => ({
  captions: async (query) => (query.query.trim() === '' ? nothing : captions.search(query)),
})
