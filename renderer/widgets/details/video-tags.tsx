import { useId } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { withTag } from './tag-list.ts'
import { TagChip, TagField } from './tag-parts.tsx'
import './video-tags.css'

const maxSuggestions = 50

/** A person's own words for a video, as chips; Enter or a comma adds one. */
export const VideoTags = ({ videoId, tags }: { readonly videoId: string; readonly tags: readonly string[] }) => {
  const { library } = useStores()
  const listId = useId()
  useApp('library', (state) => state.revision)
  const known = new Set([...library.getState().videos.values()].flatMap((video) => video.tags))
  const suggested = [...known].filter((tag) => !tags.includes(tag)).slice(0, maxSuggestions)
  const put = (next: readonly string[]): void => {
    if (next !== tags) void library.getState().setTags(videoId, next)
  }
  return (
    <section className="details__section" aria-label="Tags">
      <h3>Tags</h3>
      <ul className="video-tags">
        {tags.map((tag) => (
          <TagChip key={tag} tag={tag} onRemove={() => put(tags.filter((other) => other !== tag))} />
        ))}
        <li>
          <TagField
            label="Add a tag"
            list={listId}
            onAdd={(typed) => put(typed.reduce(withTag, tags))}
            onBackspace={() => {
              if (tags.length > 0) put(tags.slice(0, -1))
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
