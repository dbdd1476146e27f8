import { useApp, useStores } from '../../stores/use-stores.tsx'
import { withTag } from './tag-list.ts'
import { TagChip, TagField } from './tag-parts.tsx'
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
  useApp('library', (state) => state.revision)
  const videos = ids.flatMap((id) => library.getState().videos.get(id) ?? [])
  const add = (typed: readonly string[]): void => {
    const tags = typed.reduce<readonly string[]>(withTag, [])
    if (tags.length > 0) void library.getState().changeTags(ids, { add: tags })
  }
  return (
    <ul className="video-tags">
      {tagsOfMany(videos).map(({ tag, videos: having }) => (
        <TagChip
          key={tag}
          tag={tag}
          data-partly={having < videos.length}
          onRemove={() => void library.getState().changeTags(ids, { remove: [tag] })}
        >
          {having < videos.length ? <span className="video-tags__count tabular">{having}</span> : null}
        </TagChip>
      ))}
      <li>
        <TagField
          label={`Add a tag to ${ids.length.toLocaleString()} videos`}
          {...(autoFocus ? { 'data-autofocus': true as const } : {})}
          onAdd={add}
        />
      </li>
    </ul>
  )
}
