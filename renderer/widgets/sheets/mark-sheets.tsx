import { useState } from 'react'
import type { MarkTarget } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { MarkBefore } from '../../stores/window-store.ts'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { whatIsMarked } from '../marks/shared-marks.ts'
import { TagEditor } from '../marks/tag-editor.tsx'
import { withTag } from '../marks/tag-list.ts'
import './mark-sheets.css'

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
      <TagEditor
        className="mark-sheet__tags"
        tags={tags.map((tag) => ({ tag, count: 1 }))}
        autoFocus
        onAdd={(typed) => setTags(typed.reduce(withTag, tags))}
        onRemove={(tag) => setTags(tags.filter((other) => other !== tag))}
      />
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
