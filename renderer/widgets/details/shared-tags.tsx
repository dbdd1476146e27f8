import { X } from 'lucide-react'
import { useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { withTag } from './tag-list.ts'
import './video-tags.css'

/** Each tag of some videos, and how many of them have it; by name. */
export const tagsOfMany = (videos: readonly { readonly tags: readonly string[] }[]) => {
  const counts = new Map<string, { tag: string; videos: number }>()
  for (const tag of videos.flatMap(({ tags }) => tags)) {
    const known = counts.get(tag.toLowerCase())
    counts.set(tag.toLowerCase(), { tag: known?.tag ?? tag, videos: (known?.videos ?? 0) + 1 })
  }
  return [...counts.values()].toSorted((one, other) => one.tag.localeCompare(other.tag))
}

/** The tags of several videos: what is added or removed here is so for all of them. */
export const SharedTags = ({
  ids,
  autoFocus = false,
}: {
  readonly ids: readonly string[]
  readonly autoFocus?: boolean
}) => {
  const { library } = useStores()
  const [text, setText] = useState('')
  useApp('library', (state) => state.revision)
  const videos = ids.flatMap((id) => library.getState().videos.get(id) ?? [])
  const add = (): void => {
    const tags = text.split(',').reduce<readonly string[]>(withTag, [])
    if (tags.length > 0) void library.getState().changeTags(ids, { add: tags })
    setText('')
  }
  return (
    <ul className="video-tags">
      {tagsOfMany(videos).map(({ tag, videos: having }) => (
        <li key={tag} className="video-tags__tag" data-partly={having < videos.length}>
          <span className="selectable">{tag}</span>
          {having < videos.length ? <span className="video-tags__count tabular">{having}</span> : null}
          <button
            type="button"
            aria-label={`Remove tag ${tag}`}
            onClick={() => void library.getState().changeTags(ids, { remove: [tag] })}
          >
            <X size={12} aria-hidden />
          </button>
        </li>
      ))}
      <li>
        <TextField
          className="video-tags__field"
          aria-label={`Add a tag to ${ids.length.toLocaleString()} videos`}
          placeholder="Add a tag"
          maxLength={100}
          {...(autoFocus ? { 'data-autofocus': true } : {})}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={add}
          onKeyDown={(event) => {
            if (event.key === 'Enter' || event.key === ',') {
              event.preventDefault()
              add()
            } else if (event.key === 'Escape') setText('')
          }}
        />
      </li>
    </ul>
  )
}
