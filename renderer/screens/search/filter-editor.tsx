import { type ReactNode, useState } from 'react'
import type { SearchFilter } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Popover } from '../../ui/popover.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { type FilterName, filterName, rangeOfTyped } from './filter-text.ts'

interface EditorProps {
  readonly name: FilterName
  readonly filter: SearchFilter
  readonly onDone: (value: unknown) => void
}

const maxChoices = 200

const Choices = ({
  label,
  choices,
  chosen,
  onDone,
  empty,
  typeOwn = false,
}: {
  readonly label: string
  readonly choices: readonly (readonly [string, string])[]
  readonly chosen: readonly string[]
  readonly onDone: (chosen: readonly string[]) => void
  readonly empty: string
  /** What is typed may be chosen although it is not in the list. */
  readonly typeOwn?: boolean
}) => {
  const [taken, setTaken] = useState<readonly string[]>(chosen)
  const [text, setText] = useState('')
  const wanted = text.trim().toLowerCase()
  const shown = choices.filter(([, name]) => name.toLowerCase().includes(wanted)).slice(0, maxChoices)
  const finished = typeOwn && wanted !== '' && shown.length === 0 ? [...taken, text.trim()] : taken
  return (
    <form
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault()
        onDone(finished)
      }}
    >
      <TextField
        type="search"
        aria-label={label}
        placeholder={label}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {shown.length === 0 ? (
        <p className="filter-editor__note">{empty}</p>
      ) : (
        <div className="filter-editor__list">
          {shown.map(([id, name]) => (
            <label key={id} className="filter-editor__choice">
              <input
                type="checkbox"
                checked={taken.includes(id)}
                onChange={(event) =>
                  setTaken(event.target.checked ? [...taken, id] : taken.filter((other) => other !== id))
                }
              />
              {name}
            </label>
          ))}
        </div>
      )}
      <div className="filter-editor__buttons">
        <Button tone="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
  )
}

const VideosEditor = ({ filter, onDone }: EditorProps) => {
  const { library } = useStores()
  useApp('library', (state) => state.revision)
  const choices = [...library.getState().videos.values()]
    .map(({ id, title }) => [id, title] as const)
    .toSorted((a, b) => a[1].localeCompare(b[1]))
  return (
    <Choices
      label="Find a video"
      choices={choices}
      chosen={filter.videoIds ?? []}
      empty="No video has that in its title."
      onDone={(ids) => onDone(ids.length === 0 ? undefined : ids)}
    />
  )
}

const TagsEditor = ({ filter, onDone }: EditorProps) => {
  const { library } = useStores()
  useApp('library', (state) => state.revision)
  const known = new Set([
    ...[...library.getState().videos.values()].flatMap(({ tags }) => tags),
    ...(filter.tags ?? []),
  ])
  return (
    <Choices
      label="Find a tag"
      choices={[...known].toSorted((a, b) => a.localeCompare(b)).map((tag) => [tag, tag] as const)}
      chosen={filter.tags ?? []}
      empty="No video has that tag. Tags are given in the details of a video."
      typeOwn
      onDone={(tags) => onDone(tags.length === 0 ? undefined : tags)}
    />
  )
}

const typedNumber = (text: string): number | undefined => {
  const value = Number(text.replace(',', '.'))
  return text.trim() === '' || !Number.isFinite(value) || value < 0 ? undefined : value
}

const RangeEditor = ({
  unit,
  type,
  from,
  to,
  onDone,
}: {
  readonly unit: string
  readonly type: 'text' | 'date'
  readonly from: string
  readonly to: string
  readonly onDone: (from: string, to: string) => void
}) => {
  const [min, setMin] = useState(from)
  const [max, setMax] = useState(to)
  return (
    <form
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault()
        onDone(min, max)
      }}
    >
      <div className="filter-editor__range">
        <label>
          From{unit}
          <TextField
            className="tabular"
            type={type}
            inputMode="decimal"
            value={min}
            onChange={(event) => setMin(event.target.value)}
          />
        </label>
        <label>
          Up to{unit}
          <TextField
            className="tabular"
            type={type}
            inputMode="decimal"
            value={max}
            onChange={(event) => setMax(event.target.value)}
          />
        </label>
      </div>
      <div className="filter-editor__buttons">
        <Button tone="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
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

const PhraseEditor = ({ filter, onDone }: EditorProps) => {
  const [text, setText] = useState(filter.captionPhrase ?? '')
  return (
    <form
      className="filter-editor"
      onSubmit={(event) => {
        event.preventDefault()
        onDone(text.trim() === '' ? undefined : text.trim())
      }}
    >
      <TextField
        aria-label="Words in captions"
        placeholder={'red bridge, "red bridge" or bridg*'}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      <p className="filter-editor__note">Only scenes whose captions have these words are found.</p>
      <div className="filter-editor__buttons">
        <Button tone="primary" type="submit">
          Apply
        </Button>
      </div>
    </form>
  )
}

const EditorOf = (props: EditorProps) => {
  switch (props.name) {
    case 'videoIds':
      return <VideosEditor {...props} />
    case 'tags':
      return <TagsEditor {...props} />
    case 'captionPhrase':
      return <PhraseEditor {...props} />
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
  <Popover
    label={filterName(name)}
    open
    onOpen={(open) => {
      if (!open) onClose()
    }}
    trigger={children}
  >
    <EditorOf
      name={name}
      filter={filter}
      onDone={(value) => {
        onPut(name, value)
        onClose()
      }}
    />
  </Popover>
)
