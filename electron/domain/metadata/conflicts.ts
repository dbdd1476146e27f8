import type { FileMetadata, MarkValues, MetadataConflict } from '../../contract/index.ts'
import { tagKey } from '../marks/scene-marks.ts'

const flagText = { pick: 'picked', reject: 'rejected' } as const

/**
 * Where what others wrote says something else than a person said here, source by source. A title counts as a person's only
 * where it was given (`title` of the mark); tags that others wrote are missed where they are not among those of the film.
 */
export const metadataConflicts = (mine: MarkValues, sources: readonly FileMetadata[]): readonly MetadataConflict[] =>
  sources.flatMap(({ source, values }): MetadataConflict[] => {
    const had = new Set(mine.tags.map(tagKey))
    const missing = (values.keywords ?? []).filter((word) => !had.has(tagKey(word)))
    const rows: readonly (Omit<MetadataConflict, 'source'> & { readonly same?: boolean })[] = [
      { field: 'title', mine: mine.title ?? '', theirs: values.title ?? '' },
      { field: 'rating', mine: String(mine.rating ?? ''), theirs: String(values.rating ?? '') },
      {
        field: 'flag',
        mine: mine.flag === null ? '' : flagText[mine.flag],
        theirs: values.rejected === true ? 'rejected' : '',
      },
      { field: 'label', mine: mine.label ?? '', theirs: values.label ?? '' },
      { field: 'tags', mine: mine.tags.join(', '), theirs: missing.join(', ') },
      { field: 'note', mine: mine.note ?? '', theirs: values.description ?? '' },
    ]
    return rows.filter(({ mine: own, theirs }) => theirs !== '' && own !== theirs).map((row) => ({ ...row, source }))
  })
