import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { SearchFilter } from '../../../electron/contract/index.ts'
import { peopleQuery } from '../../queries/people-queries.ts'
import { namedLikeQuery } from '../../queries/search-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Choices, FilterForm, FilterPopover, RangeEditor, typedNumber } from '../../widgets/filters/filter-forms.tsx'
import { FlagEditor, LabelsEditor, StarsEditor } from '../../widgets/filters/mark-filter-forms.tsx'
import { TagsForm } from '../../widgets/filters/tags-form.tsx'
import { type FilterName, filterName, rangeOfTyped } from './filter-text.ts'

interface EditorProps {
  readonly name: FilterName
  readonly filter: SearchFilter
  readonly onDone: (value: unknown) => void
}

/** As many are found at once. */
const mostFound = 100

const VideosEditor = ({ filter, onDone }: EditorProps) => {
  const { client } = useStores()
  const [text, setText] = useState('')
  // The library on show may be filtered, or not read yet: the core is asked.
  const found = useQuery(namedLikeQuery(client, text, mostFound)).data
  return (
    <Choices
      label="Find a video"
      choices={(found ?? []).map(({ id, title }) => [id, title] as const)}
      chosen={filter.videoIds ?? []}
      empty={found === undefined ? 'Looking …' : 'No video is named so.'}
      onType={setText}
      onDone={(ids) => onDone(ids.length === 0 ? undefined : ids)}
    />
  )
}

const PeopleEditor = ({ filter, onDone }: EditorProps) => {
  const people = useQuery(peopleQuery(useStores().client)).data ?? []
  const known = new Set([...people.flatMap(({ name }) => name ?? []), ...(filter.people ?? [])])
  return (
    <Choices
      label="Find a person"
      choices={[...known].map((name) => [name, name] as const)}
      chosen={filter.people ?? []}
      empty="Nobody has a name yet. Names are given on the People page."
      onDone={(chosen) => onDone(chosen.length === 0 ? undefined : chosen)}
    />
  )
}

const NumbersEditor = ({ name, filter, onDone }: EditorProps) => {
  const unitMs = name === 'durationMs' ? 60_000 : name === 'sceneLengthMs' ? 1000 : 1
  const unit = name === 'durationMs' ? ', minutes' : name === 'sceneLengthMs' ? ', seconds' : ', lines (720, 1080 …)'
  const range = name === 'durationMs' || name === 'sceneLengthMs' || name === 'resolution' ? filter[name] : undefined
  const shown = (value: number | undefined): string => (value === undefined ? '' : String(value / unitMs))
  const read = (text: string): number | undefined => {
    const value = typedNumber(text)
    return value === undefined ? undefined : Math.round(value * unitMs)
  }
  return (
    <RangeEditor
      unit={unit}
      type="text"
      from={shown(range?.min)}
      to={shown(range?.max)}
      onDone={(min, max) => onDone(rangeOfTyped(read(min), read(max)))}
    />
  )
}

const DatesEditor = ({ name, filter, onDone }: EditorProps) => {
  const range = name === 'addedAt' || name === 'recordedAt' ? filter[name] : undefined
  const read = (text: string): string | undefined => (text === '' ? undefined : text)
  return (
    <RangeEditor
      unit=""
      type="date"
      from={range?.min?.slice(0, 10) ?? ''}
      to={range?.max?.slice(0, 10) ?? ''}
      onDone={(min, max) => onDone(rangeOfTyped(read(min), read(max)))}
    />
  )
}

const textFilters = {
  name: {
    label: 'Words of the name',
    example: 'A001 C012',
    note: 'Only videos with these words in title, file name, folder or tags.',
  },
  captionPhrase: {
    label: 'Words in captions',
    example: 'red bridge, "red bridge" or bridg*',
    note: 'Only scenes whose captions have these words are found.',
  },
} as const

const TextEditor = ({ of, filter, onDone }: Omit<EditorProps, 'name'> & { readonly of: keyof typeof textFilters }) => {
  const [text, setText] = useState(filter[of] ?? '')
  const { label, example, note } = textFilters[of]
  return (
    <FilterForm onApply={() => onDone(text.trim() === '' ? undefined : text.trim())}>
      <TextField
        aria-label={label}
        placeholder={example}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="filter-editor__note">{note}</p>
    </FilterForm>
  )
}

const EditorOf = (props: EditorProps) => {
  switch (props.name) {
    case 'videoIds':
      return <VideosEditor {...props} />
    case 'tags':
      return (
        <TagsForm
          chosen={props.filter.tags ?? []}
          typeOwn
          onDone={(tags) => props.onDone(tags.length === 0 ? undefined : tags)}
        />
      )
    case 'people':
      return <PeopleEditor {...props} />
    case 'rating':
      return (
        <StarsEditor
          min={props.filter.rating?.min}
          max={props.filter.rating?.max}
          onChoose={(min, max) => props.onDone(rangeOfTyped(min, max))}
        />
      )
    case 'flag':
      return <FlagEditor flag={props.filter.flag} onChoose={props.onDone} />
    case 'labels':
      return (
        <LabelsEditor
          labels={props.filter.labels ?? []}
          onDone={(labels) => props.onDone(labels.length === 0 ? undefined : labels)}
        />
      )
    case 'name':
    case 'captionPhrase':
      return <TextEditor of={props.name} filter={props.filter} onDone={props.onDone} />
    case 'durationMs':
    case 'sceneLengthMs':
    case 'resolution':
      return <NumbersEditor {...props} />
    case 'addedAt':
    case 'recordedAt':
      return <DatesEditor {...props} />
    case 'hasAudio':
    case 'hasCaptions':
      return null
  }
}

/** A small form beside a chip (or the button that adds one) that sets one filter. */
export const FilterEditor = ({
  name,
  filter,
  onPut,
  onClose,
  children,
}: {
  readonly name: FilterName
  readonly filter: SearchFilter
  readonly onPut: (name: FilterName, value: unknown) => void
  readonly onClose: () => void
  readonly children: ReactNode
}) => (
  <FilterPopover label={filterName(name)} onClose={onClose} trigger={children}>
    <EditorOf
      name={name}
      filter={filter}
      onDone={(value) => {
        onPut(name, value)
        onClose()
      }}
    />
  </FilterPopover>
)
