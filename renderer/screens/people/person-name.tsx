import { type FormEvent, useEffect, useState } from 'react'
import type { Person } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { TextField } from '../../ui/text-field.tsx'

/** Id of the list of names that are offered while one is typed. */
export const namesListId = 'people-names'

/** Names that are offered while one is typed: those that somebody has. */
export const NamesList = ({ people }: { readonly people: readonly Person[] }) => (
  <datalist id={namesListId}>
    {people.flatMap(({ id, name }) => (name === null ? [] : [<option key={id} value={name} />]))}
  </datalist>
)

const sameName = (one: string, other: string): boolean =>
  one.localeCompare(other, undefined, { sensitivity: 'accent' }) === 0

/**
 * The name of a person, to be typed. A name that somebody else has says that the two are one: they are merged.
 * `onMerged` is told whom the person became part of.
 */
export const PersonName = ({
  person,
  people,
  onMerged,
}: {
  readonly person: Person
  readonly people: readonly Person[]
  readonly onMerged?: (id: string) => void
}) => {
  const stores = useStores()
  const [text, setText] = useState(person.name ?? '')
  useEffect(() => setText(person.name ?? ''), [person.name])
  const save = async (): Promise<void> => {
    const name = text.trim()
    if (name === (person.name ?? '')) return
    const twin = people.find((other) => other.id !== person.id && other.name !== null && sameName(other.name, name))
    if (twin === undefined) {
      const message = name === '' ? 'Name taken away' : `Named ${name}`
      if ((await stores.people.change({ id: person.id, name: name === '' ? null : name }, message)) === null) {
        setText(person.name ?? '')
      }
      return
    }
    const merged = `These faces are ${twin.name ?? ''}’s now`
    if ((await stores.people.change({ id: person.id, mergeInto: twin.id }, merged)) === null) return
    onMerged?.(twin.id)
  }
  return (
    <form
      className="person-name"
      onSubmit={(event: FormEvent) => {
        event.preventDefault()
        void save()
      }}
    >
      <TextField
        aria-label={person.name === null ? 'Name of this person' : `Name of ${person.name}`}
        placeholder="Who is it?"
        list={namesListId}
        maxLength={100}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onBlur={() => void save()}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || text === (person.name ?? '')) return
          event.stopPropagation()
          setText(person.name ?? '')
        }}
      />
    </form>
  )
}
