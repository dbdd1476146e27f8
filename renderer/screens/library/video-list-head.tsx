import { ChevronDown, ChevronUp } from 'lucide-react'
import { type LibrarySort, useLibrarySort } from './use-library-sort.ts'
import { libraryColumns } from './video-columns.ts'
import './video-list.css'

/** The headings of the list of videos: each that the library can be sorted by is a button. */
export const VideoListHead = () => {
  const { sort, order, sortBy, reverse } = useLibrarySort()
  const heading = (name: string, by: LibrarySort | null) => {
    if (by === null) return <span className="video-list-head__name">{name}</span>
    const isSorted = by === sort
    const direction = order === 'asc' ? 'ascending' : 'descending'
    return (
      <button
        type="button"
        className="video-list-head__name"
        aria-pressed={isSorted}
        aria-label={isSorted ? `${name}, ${direction}` : name}
        title={isSorted ? `Sorted by ${name}, ${direction}` : `Sort by ${name}`}
        onClick={() => (isSorted ? reverse() : sortBy(by))}
      >
        <span className="video-list-head__text">{name}</span>
        {isSorted ? (
          order === 'asc' ? (
            <ChevronUp size={12} aria-hidden />
          ) : (
            <ChevronDown size={12} aria-hidden />
          )
        ) : null}
      </button>
    )
  }
  return (
    // biome-ignore lint/a11y/useSemanticElements: a group of buttons, not of form fields
    <div className="video-list-head" role="group" aria-label="Columns">
      <span />
      <div className="video-list-head__cell">{heading('Title', 'title')}</div>
      {libraryColumns.map(({ id, name, sort: by, isNumber }) => (
        <div key={id} className="video-list-head__cell" data-column={id} data-number={isNumber === true}>
          {heading(name, by)}
        </div>
      ))}
      <span />
    </div>
  )
}
