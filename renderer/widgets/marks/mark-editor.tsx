import type { MarkChange } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { TextArea, TextField } from '../../ui/text-field.tsx'
import { FlagChoices, LabelChoices, StarChoices } from './mark-choices.tsx'
import { type MarkedThing, mixed, type Shared, sharedValue, whatIsMarked } from './shared-marks.ts'
import { TagEditor } from './tag-editor.tsx'
import { sharedTags } from './tag-list.ts'
import './mark-editor.css'

const textOf = (value: Shared<string | null>): string => (value === mixed ? '' : (value ?? ''))

/** What a person says of one or many videos, scenes or ranges: each change is kept at once, and can be undone. */
export const MarkEditor = ({
  things,
  heading,
}: {
  readonly things: readonly MarkedThing[]
  readonly heading: string
}) => {
  const { marks } = useStores()
  const targets = things.map(({ target }) => target)
  const what = whatIsMarked(targets)
  const put = (change: MarkChange, message: string): void => void marks.put(targets, change, message)
  const rating = sharedValue(things, (values) => values.rating ?? 0)
  const flag = sharedValue(things, (values) => values.flag)
  const label = sharedValue(things, (values) => values.label)
  const note = sharedValue(things, (values) => values.note)
  const title = sharedValue(things, (values) => values.title)
  const isVideo = targets.some((target) => !('sceneId' in target) && !('startFrame' in target))
  const tags = sharedTags(things.map(({ values }) => values))
  // Fields begin anew when other things are chosen, or when what they show was changed elsewhere.
  const key = JSON.stringify(targets)
  const putText = (field: 'note' | 'title', before: Shared<string | null>, typed: string): void => {
    const text = typed.trim()
    if (text === textOf(before) || (before === mixed && text === '') || (isVideo && field === 'title' && text === ''))
      return
    const name = field === 'note' ? 'Note' : 'Title'
    put({ [field]: text === '' ? null : text }, text === '' ? `${name} taken away` : `${name} saved`)
  }
  return (
    <section className="details__section mark-editor" aria-label={heading}>
      <h3>{heading}</h3>
      <div className="mark-editor__choices">
        <StarChoices
          value={rating}
          onChoose={(stars) => put({ rating: stars }, stars === 0 ? 'Rating taken away' : `Rated ${'★'.repeat(stars)}`)}
        />
        <FlagChoices
          value={flag}
          onChoose={(next) =>
            put({ flag: next }, next === null ? 'Flag taken away' : next === 'pick' ? 'Picked' : 'Rejected')
          }
        />
        <LabelChoices
          value={label}
          onChoose={(next) => put({ label: next }, next === null ? 'Label taken away' : `Labelled ${next}`)}
        />
      </div>
      <TagEditor
        key={key}
        tags={tags}
        things={things.length}
        label={things.length === 1 ? 'Add a tag' : `Add a tag to ${what}`}
        onAdd={(added) => put({ addTags: [...added] }, `Tagged ${added.join(', ')}`)}
        onRemove={(tag) => put({ removeTags: [tag] }, `Tag ${tag} taken away`)}
      />
      {isVideo && things.length > 1 ? null : (
        <TextField
          key={`${key} ${textOf(title)}`}
          className="mark-editor__text"
          aria-label={`Title of ${what}`}
          placeholder={title === mixed ? 'Several titles' : 'Title'}
          maxLength={500}
          defaultValue={textOf(title)}
          onBlur={(event) => putText('title', title, event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
        />
      )}
      <TextArea
        key={`${key} note ${textOf(note)}`}
        className="mark-editor__text"
        aria-label={`Note on ${what}`}
        placeholder={note === mixed ? 'Several notes' : 'Note'}
        rows={2}
        maxLength={10_000}
        defaultValue={textOf(note)}
        onBlur={(event) => putText('note', note, event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.blur()
        }}
      />
    </section>
  )
}
