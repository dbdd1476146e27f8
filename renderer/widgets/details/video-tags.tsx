import { X } from 'lucide-react'
import { useId, useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { withTag } from './tag-list.ts'
import './video-tags.css'

const maxSuggestions = 50

/** A person's own words for a video, as chips; Enter or a comma adds one. */
export const VideoTags = ({ videoId, tags }: { readonly videoId: string; readonly tags: readonly string[] }) => {
  const { library } = useStores()
  const [text, setText] = useState('')
  const listId = useId()
  useApp('library', (state) => state.revision)
  const known = new Set([...library.getState().videos.values()].flatMap((video) => video.tags))
  const suggested = [...known].filter((tag) => !tags.includes(tag)).slice(0, maxSuggestions)
  const put = (next: readonly string[]): void => {
    if (next !== tags) void library.getState().setTags(videoId, next)
  }
  const add = (): void => {
    put(text.split(',').reduce(withTag, tags))
    setText('')
  }
  return (
    <section className="details__section" aria-label="Tags">
      <h3>Tags</h3>
      <ul className="video-tags">
        {tags.map((tag) => (
          <li key={tag} className="video-tags__tag">
            <span className="selectable">{tag}</span>
            <button
              type="button"
              aria-label={`Remove tag ${tag}`}
              onClick={() => put(tags.filter((other) => other !== tag))}
            >
              <X size={12} aria-hidden />
            </button>
          </li>
        ))}
        <li>
          <TextField
            className="video-tags__field"
            aria-label="Add a tag"
            placeholder="Add a tag"
            maxLength={100}
            list={listId}
            value={text}
            onChange={(event) => setText(event.target.value)}
            onBlur={add}
            onKeyDown={(event) => {
              if (event.key === 'Enter' || event.key === ',') {
                event.preventDefault()
                add()
              } else if (event.key === 'Backspace' && text === '' && tags.length > 0) put(tags.slice(0, -1))
              else if (event.key === 'Escape') setText('')
            }}
          />
          <datalist id={listId}>
            {suggested.map((tag) => (
              <option key={tag} value={tag} />
            ))}
          </datalist>
        </li>
      </ul>
    </section>
  )
}
