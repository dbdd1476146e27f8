import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import type { MarkTarget } from '../../../electron/contract/index.ts'
import { tagsQuery } from '../../queries/library-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { MarkBefore } from '../../stores/window-store.ts'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { formatCount } from '../../ui/format.ts'
import { withTag } from '../details/tag-list.ts'
import { TagChip, TagField } from '../details/tag-parts.tsx'
import './mark-sheets.css'

const whatIsMarked = (targets: readonly MarkTarget[]): string => {
  const [first] = targets
  const noun = first === undefined || 'sceneId' in first ? 'scene' : 'startFrame' in first ? 'range' : 'video'
  return targets.length === 1 ? `this ${noun}` : formatCount(targets.length, noun)
}

/** Tags for one or many things, with completion. Of one, its tags are shown; to many, tags are given. */
export const MarkTagsSheet = ({
  targets,
  before,
}: {
  readonly targets: readonly MarkTarget[]
  readonly before: MarkBefore | null
}) => {
  const stores = useStores()
  const { close } = stores.window.getState()
  const listId = useId()
  const known = useQuery(tagsQuery(stores.client)).data ?? []
  const [tags, setTags] = useState<readonly string[]>(before?.tags ?? [])
  const save = (): void => {
    const change = before === null ? { addTags: [...tags] } : { tags: [...tags] }
    void stores.marks.put(targets, change, tags.length === 0 ? 'Tags taken away' : `Tagged ${tags.join(', ')}`)
    close()
  }
  return (
    <FormSheet
      title={`Tags of ${whatIsMarked(targets)}`}
      size="small"
      submitLabel="Save"
      canSubmit={before !== null || tags.length > 0}
      onSubmit={save}
      onClose={close}
    >
      <ul className="video-tags mark-sheet__tags">
        {tags.map((tag) => (
          <TagChip key={tag} tag={tag} onRemove={() => setTags(tags.filter((other) => other !== tag))} />
        ))}
        <li>
          <TagField
            label="Add a tag"
            list={listId}
            data-autofocus
            onAdd={(typed) => setTags(typed.reduce(withTag, tags))}
            onBackspace={() => setTags(tags.slice(0, -1))}
          />
          <datalist id={listId}>
            {known.map(({ tag }) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </li>
      </ul>
    </FormSheet>
  )
}

/** A note on one or many things. */
export const MarkNoteSheet = ({
  targets,
  before,
}: {
  readonly targets: readonly MarkTarget[]
  readonly before: MarkBefore | null
}) => {
  const stores = useStores()
  const { close } = stores.window.getState()
  const [note, setNote] = useState(before?.note ?? '')
  return (
    <FormSheet
      title={`Note on ${whatIsMarked(targets)}`}
      size="small"
      submitLabel="Save"
      canSubmit
      onClose={close}
      onSubmit={() => {
        const isEmpty = note.trim() === ''
        void stores.marks.put(targets, { note: isEmpty ? null : note }, isEmpty ? 'Note taken away' : 'Note saved')
        close()
      }}
    >
      <textarea
        className="text-field mark-sheet__note"
        aria-label="Note"
        rows={5}
        maxLength={10_000}
        data-autofocus
        value={note}
        onChange={(event) => setNote(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) event.currentTarget.form?.requestSubmit()
        }}
      />
    </FormSheet>
  )
}
