import { useQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { tagsQuery } from '../../queries/library-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { type SharedTag, withTag } from './tag-list.ts'
import { TagChip, TagField } from './tag-parts.tsx'
import './tags.css'

const maxSuggestions = 200

/**
 * Tags as chips, and a field with completion that adds some. Where they are of several things, a chip says how many have it
 * unless all do.
 */
export const TagEditor = ({
  tags,
  things = 1,
  label = 'Add a tag',
  autoFocus = false,
  className,
  onAdd,
  onRemove,
}: {
  readonly tags: readonly SharedTag[]
  /** How many things the tags are of. */
  readonly things?: number
  /** What the field is called. */
  readonly label?: string
  readonly autoFocus?: boolean
  readonly className?: string
  /** Tags that were typed, at least one, none of them twice. */
  readonly onAdd: (tags: readonly string[]) => void
  readonly onRemove: (tag: string) => void
}) => {
  const listId = useId()
  const known = useQuery(tagsQuery(useStores().client)).data ?? []
  const taken = new Set(tags.filter(({ count }) => count === things).map(({ tag }) => tag))
  const add = (typed: readonly string[]): void => {
    const added = typed.reduce<readonly string[]>(withTag, [])
    if (added.length > 0) onAdd(added)
  }
  return (
    <ul className={className === undefined ? 'video-tags' : `video-tags ${className}`}>
      {tags.map(({ tag, count }) => (
        <TagChip key={tag} tag={tag} data-partly={count < things} onRemove={() => onRemove(tag)}>
          {count < things ? <span className="video-tags__count tabular">{count.toLocaleString()}</span> : null}
        </TagChip>
      ))}
      <li>
        <TagField
          label={label}
          list={listId}
          {...(autoFocus ? { 'data-autofocus': true as const } : {})}
          onAdd={add}
          onBackspace={() => {
            const last = tags.at(-1)
            if (last !== undefined) onRemove(last.tag)
          }}
        />
        <datalist id={listId}>
          {known
            .filter(({ tag }) => !taken.has(tag))
            .slice(0, maxSuggestions)
            .map(({ tag }) => (
              <option key={tag} value={tag} />
            ))}
        </datalist>
      </li>
    </ul>
  )
}
