import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { useState } from 'react'
import { Link, useLocation } from 'wouter'
import type { Face, Person } from '../../../electron/contract/index.ts'
import { facesQuery, peopleQuery } from '../../queries/people-queries.ts'
import { searchPath } from '../../stores/search/search-address.ts'
import { emptyQuery } from '../../stores/search/search-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { classNames } from '../../ui/class-names.ts'
import { Message } from '../../ui/message.tsx'
import { FacePicture } from './face-picture.tsx'
import { NamesList, PersonName } from './person-name.tsx'
import { countsText, nameOf } from './person-text.ts'
import './people-page.css'

const FaceCell = ({
  face,
  isChosen,
  onChoose,
}: {
  readonly face: Face
  readonly isChosen: boolean
  readonly onChoose: () => void
}) => (
  <li className={classNames('face-cell', isChosen && 'face-cell--chosen')}>
    <label>
      <input type="checkbox" className="visually-hidden" checked={isChosen} onChange={onChoose} />
      <FacePicture face={face} label={`Face at ${(face.timeMs / 1000).toFixed(1)} s`} />
    </label>
    <Link className="face-cell__link" to={`/video/${face.videoId}?t=${face.timeMs}`}>
      Show
    </Link>
  </li>
)

const PersonTools = ({
  person,
  chosen,
  onDone,
}: {
  readonly person: Person
  readonly chosen: ReadonlySet<string>
  readonly onDone: () => void
}) => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const weights = useApp('search', (search) => search.query.weights)
  const faces = [...chosen]
  const leave = async (how: 'notFaces' | 'splitFaces'): Promise<void> => {
    const count = faces.length === 1 ? '1 face' : `${faces.length.toLocaleString()} faces`
    const message = how === 'notFaces' ? `${count} taken away from ${nameOf(person)}` : `${count} made a person`
    const changed = await stores.people.change({ id: person.id, [how]: faces }, message)
    if (changed !== null) onDone()
  }
  const hide = async (): Promise<void> => {
    if ((await stores.people.change({ id: person.id, hidden: true }, `${nameOf(person)} hidden`)) !== null)
      navigate('/people')
  }
  const find = searchPath({ ...emptyQuery, weights, filter: { people: [person.name ?? person.id] } })
  if (faces.length > 0) {
    return (
      <>
        <span className="toolbar__count tabular">{faces.length} chosen</span>
        <Button onClick={() => void leave('notFaces')}>
          {person.name === null ? 'Not this person' : `Not ${person.name}`}
        </Button>
        <Button title="The chosen faces become a person of their own" onClick={() => void leave('splitFaces')}>
          New person
        </Button>
        <Button tone="quiet" onClick={onDone}>
          Choose none
        </Button>
      </>
    )
  }
  return (
    <>
      <Button onClick={() => navigate(find)}>Search their scenes</Button>
      <Button tone="quiet" onClick={() => void hide()}>
        Hide
      </Button>
    </>
  )
}

/** All faces of one person, where wrong ones can be taken out. */
export const PersonPage = ({ personId }: { readonly personId: string }) => {
  const { client } = useStores()
  const [, navigate] = useLocation()
  const people = useQuery(peopleQuery(client)).data
  const faces = useQuery({ ...facesQuery(client, personId), retry: false })
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set())
  const person = people?.find(({ id }) => id === personId)
  if (people !== undefined && person === undefined) {
    return (
      <Message title="This person is not there any more" detail="They may have been merged with somebody, or hidden.">
        <Button onClick={() => navigate('/people')}>All people</Button>
      </Message>
    )
  }
  if (person === undefined) return null
  const shown = faces.data ?? []
  const toggle = (id: string): void => {
    setChosen((before) => {
      const next = new Set(before)
      if (!next.delete(id)) next.add(id)
      return next
    })
  }
  return (
    <>
      <div className="toolbar">
        <Link to="/people" className="person-head__back" aria-label="All people" title="All people">
          <ArrowLeft size={16} aria-hidden />
        </Link>
        <h1 className="visually-hidden">{nameOf(person)}</h1>
        <PersonName person={person} people={people ?? []} onMerged={(id) => navigate(`/people/${id}`)} />
        <span className="toolbar__count tabular">{countsText(person)}</span>
        <span className="toolbar__space" />
        <PersonTools person={person} chosen={chosen} onDone={() => setChosen(new Set())} />
      </div>
      <section className="page people" aria-label={`Faces of ${nameOf(person)}`}>
        <NamesList people={people ?? []} />
        <ul className="faces">
          {shown.map((face) => (
            <FaceCell key={face.id} face={face} isChosen={chosen.has(face.id)} onChoose={() => toggle(face.id)} />
          ))}
        </ul>
        {person.faceCount > shown.length && shown.length > 0 ? (
          <p className="people__note">
            The first {shown.length} of {person.faceCount} faces are shown.
          </p>
        ) : null}
      </section>
    </>
  )
}
