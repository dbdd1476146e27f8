import { useQuery } from '@tanstack/react-query'
import { tagsQuery } from '../../queries/library-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Choices } from './filter-forms.tsx'

/** The tags of the library, each with how often it was given, to choose some of them. */
export const TagsForm = ({
  chosen,
  typeOwn = false,
  onDone,
}: {
  readonly chosen: readonly string[]
  /** A tag that nothing has yet may be typed. */
  readonly typeOwn?: boolean
  readonly onDone: (tags: readonly string[]) => void
}) => {
  const known = useQuery(tagsQuery(useStores().client)).data ?? []
  const counts = new Map(known.map(({ tag, videos, parts = 0 }) => [tag, videos + parts] as const))
  const tags = [...new Set([...counts.keys(), ...chosen])].toSorted((a, b) => a.localeCompare(b))
  return (
    <Choices
      label="Find a tag"
      choices={tags.map((tag) => [tag, tag, counts.get(tag)] as const)}
      chosen={chosen}
      empty="Nothing has that tag. Tags are given with T, or in the details."
      typeOwn={typeOwn}
      onDone={onDone}
    />
  )
}
