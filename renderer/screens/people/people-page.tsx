import { useQuery } from '@tanstack/react-query'
import { ScanFace } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'wouter'
import type { Person, Settings } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { peopleQuery } from '../../queries/people-queries.ts'
import { settingsQuery } from '../../queries/settings-queries.ts'
import { useKnownModels } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { FacePicture } from './face-picture.tsx'
import { NamesList, PersonName } from './person-name.tsx'
import { countsText, nameOf } from './person-text.ts'
import './people-page.css'

/** Unnamed people with fewer faces are mostly passers-by; they are shown when asked for. */
const seldomBelow = 3

const PersonCard = ({ person, people }: { readonly person: Person; readonly people: readonly Person[] }) => (
  <li className="person">
    <Link className="person__faces" to={`/people/${person.id}`} aria-label={`Faces of ${nameOf(person)}`}>
      <FacePicture face={person.cover} label={nameOf(person)} />
    </Link>
    <PersonName person={person} people={people} />
    <span className="person__counts tabular">{countsText(person)}</span>
  </li>
)

const Cards = ({
  title,
  shown,
  people,
}: {
  readonly title: string
  readonly shown: readonly Person[]
  readonly people: readonly Person[]
}) =>
  shown.length === 0 ? null : (
    <section className="people__group" aria-label={title}>
      <h2>{title}</h2>
      <ul className="people__cards">
        {shown.map((person) => (
          <PersonCard key={person.id} person={person} people={people} />
        ))}
      </ul>
    </section>
  )

/** What stands where nobody is known: why, and what to do. */
const Nobody = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const models = useKnownModels() ?? []
  const hasModel = models.some(({ task, active }) => task === 'find-faces' && active)
  const videos = useApp('status', ({ stats }) => stats?.videos ?? 0)
  if (settings.people === 'off') {
    return (
      <Message
        icon={<ScanFace size={28} aria-hidden />}
        title="People is switched off"
        detail="Switched on, GoodCLIPS looks for faces in your films and puts those of one person together, so that you can name them and search by name. Everything stays on this machine, nobody is named for you, and all of it can be forgotten at any time."
      >
        <Button tone="primary" onClick={() => void stores.settings.patch({ people: 'on' })}>
          Switch People on
        </Button>
      </Message>
    )
  }
  if (!hasModel) {
    return (
      <Message
        icon={<ScanFace size={28} aria-hidden />}
        title="There is no model that finds faces yet"
        detail="dlib faces is free for every use. It lies in the Python package face_recognition_models, from whose folder “models” it can be imported."
      >
        <Button
          tone="primary"
          onClick={() => stores.window.getState().open({ kind: 'model-import', modelId: 'dlib-faces' })}
        >
          Import the model…
        </Button>
      </Message>
    )
  }
  return (
    <Message
      icon={<ScanFace size={28} aria-hidden />}
      title="No faces found yet"
      detail={
        videos === 0
          ? 'Drop films on the window; their faces appear here.'
          : 'Films are looked through one after the other; faces that look towards the camera appear here.'
      }
    />
  )
}

const PeopleToolbar = ({ count, settings }: { readonly count: number; readonly settings: Settings | undefined }) => {
  const stores = useStores()
  return (
    <div className="toolbar">
      <h1>People</h1>
      {count === 0 ? null : <span className="toolbar__count tabular">{count}</span>}
      <span className="toolbar__space" />
      {settings?.people === 'on' ? (
        <Button tone="quiet" onClick={() => void stores.settings.patch({ people: 'off' })}>
          Stop looking for faces
        </Button>
      ) : null}
      {settings?.people === 'off' && count > 0 ? (
        <Button onClick={() => void stores.settings.patch({ people: 'on' })}>Look for faces again</Button>
      ) : null}
      {count === 0 ? null : (
        <Button tone="danger" onClick={() => stores.window.getState().open({ kind: 'forget-people' })}>
          Forget all faces…
        </Button>
      )}
    </div>
  )
}

/** People by their faces: whom a person has named, and whom they may name. */
export const PeoplePage = () => {
  const { client } = useStores()
  const connection = useApp('status', (status) => status.connection)
  const online = { enabled: connection === 'online' } as const
  const settings = useQuery({ ...settingsQuery(client), ...online }).data
  const { data: people, error, refetch } = useQuery({ ...peopleQuery(client), ...online, refetchOnMount: 'always' })
  const [all, setAll] = useState(false)
  if (people === undefined && error !== null) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  const known = people ?? []
  const named = known.filter(({ name }) => name !== null)
  const often = known.filter(({ name, faceCount }) => name === null && faceCount >= seldomBelow)
  const seldom = known.filter(({ name, faceCount }) => name === null && faceCount < seldomBelow)
  return (
    <>
      <PeopleToolbar count={known.length} settings={settings} />
      <section className="page people" aria-label="People">
        <NamesList people={known} />
        {people !== undefined && known.length === 0 && settings !== undefined ? <Nobody settings={settings} /> : null}
        <Cards title="Named" shown={named} people={known} />
        <Cards title="Not named yet" shown={often} people={known} />
        {seldom.length === 0 ? null : all ? (
          <Cards title="Seen once or twice" shown={seldom} people={known} />
        ) : (
          <Button tone="quiet" className="people__more" onClick={() => setAll(true)}>
            {seldom.length === 1
              ? 'Show one more, seen once or twice'
              : `Show ${seldom.length} more, seen once or twice`}
          </Button>
        )}
      </section>
    </>
  )
}
