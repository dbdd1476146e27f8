import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { type LibraryFilter, type LibraryFilterId, videoStateSchema } from '../../../electron/contract/index.ts'
import { camerasQuery } from '../../queries/library-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FilterPopover, RangeEditor, typedNumber } from '../../widgets/filters/filter-forms.tsx'
import { FlagEditor, LabelsEditor, StarsEditor } from '../../widgets/filters/mark-filter-forms.tsx'
import { TagsForm } from '../../widgets/filters/tags-form.tsx'
import { FolderTree } from './folder-tree.tsx'
import { filterRow, stateNames } from './library-filter-text.ts'

interface EditorProps {
  readonly filter: LibraryFilter
  readonly onDone: (values: LibraryFilter) => void
}

/** One of a few: a press chooses it. */
const OneOf = ({
  choices,
  chosen,
  empty,
  onChoose,
}: {
  readonly choices: readonly { readonly id: string; readonly name: string; readonly videos?: number }[]
  readonly chosen: string | undefined
  readonly empty: string
  readonly onChoose: (id: string) => void
}) => (
  <div className="filter-editor">
    {choices.length === 0 ? <p className="filter-editor__note">{empty}</p> : null}
    <div className="filter-editor__list">
      {choices.map(({ id, name, videos }) => (
        <button
          key={id}
          type="button"
          className="filter-editor__one"
          aria-pressed={chosen === id}
          onClick={() => onChoose(id)}
        >
          {name}
          {videos === undefined ? null : (
            <span className="filter-editor__count tabular">{videos.toLocaleString()}</span>
          )}
        </button>
      ))}
    </div>
  </div>
)

const CameraEditor = ({ filter, onDone }: EditorProps) => {
  const { client } = useStores()
  const cameras = useQuery(camerasQuery(client)).data ?? []
  return (
    <OneOf
      choices={cameras.map(({ camera, videos }) => ({ id: camera, name: camera, videos }))}
      chosen={filter.camera}
      empty="No file says which camera recorded it."
      onChoose={(camera) => onDone({ camera })}
    />
  )
}

const day = (moment: string | undefined): string => moment?.slice(0, 10) ?? ''
const given = (text: string): string | undefined => (text === '' ? undefined : text)
const whole = (text: string): number | undefined => {
  const value = typedNumber(text)
  return value === undefined ? undefined : Math.round(value)
}

const EditorOf = ({ id, filter, onDone }: EditorProps & { readonly id: LibraryFilterId }) => {
  switch (id) {
    case 'state':
      return (
        <OneOf
          choices={videoStateSchema.options.map((state) => ({ id: state, name: stateNames[state] }))}
          chosen={filter.state}
          empty=""
          onChoose={(state) => onDone({ state: videoStateSchema.parse(state) })}
        />
      )
    case 'tags':
      return (
        <TagsForm chosen={filter.tag ?? []} onDone={(tags) => onDone(tags.length === 0 ? {} : { tag: [...tags] })} />
      )
    case 'rating':
      return (
        <StarsEditor
          min={filter.minRating}
          max={filter.maxRating}
          onChoose={(minRating, maxRating) => onDone({ minRating, maxRating })}
        />
      )
    case 'flag':
      return <FlagEditor flag={filter.flag} onChoose={(flag) => onDone({ flag })} />
    case 'label':
      return (
        <LabelsEditor labels={filter.label ?? []} onDone={(label) => onDone(label.length === 0 ? {} : { label })} />
      )
    case 'folder':
      return <FolderTree chosen={filter.folder} onChoose={(folder) => onDone({ folder })} />
    case 'camera':
      return <CameraEditor filter={filter} onDone={onDone} />
    case 'added':
      return (
        <RangeEditor
          unit=""
          type="date"
          from={day(filter.addedFrom)}
          to={day(filter.addedTo)}
          onDone={(from, to) => onDone({ addedFrom: given(from), addedTo: given(to) })}
        />
      )
    case 'recorded':
      return (
        <RangeEditor
          unit=""
          type="date"
          from={day(filter.recordedFrom)}
          to={day(filter.recordedTo)}
          onDone={(from, to) => onDone({ recordedFrom: given(from), recordedTo: given(to) })}
        />
      )
    case 'resolution':
      return (
        <RangeEditor
          unit=", lines (720, 1080 …)"
          type="text"
          from={String(filter.minHeight ?? '')}
          to={String(filter.maxHeight ?? '')}
          onDone={(min, max) => onDone({ minHeight: whole(min), maxHeight: whole(max) })}
        />
      )
    case 'sound':
    case 'captions':
    case 'missing':
      return null
  }
}

/** A small form beside a chip (or the button that adds one) that sets one filter of the library. */
export const LibraryFilterEditor = ({
  id,
  filter,
  onPut,
  onClose,
  children,
}: {
  readonly id: LibraryFilterId
  readonly filter: LibraryFilter
  readonly onPut: (id: LibraryFilterId, values: LibraryFilter) => void
  readonly onClose: () => void
  readonly children: ReactNode
}) => (
  <FilterPopover label={filterRow(id).label} onClose={onClose} trigger={children}>
    <EditorOf
      id={id}
      filter={filter}
      onDone={(values) => {
        onPut(id, values)
        onClose()
      }}
    />
  </FilterPopover>
)
