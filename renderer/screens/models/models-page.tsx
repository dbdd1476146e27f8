import { useQuery } from '@tanstack/react-query'
import { Boxes, FolderInput } from 'lucide-react'
import { useCallback, useLayoutEffect, useMemo, useRef } from 'react'
import { type Model, modalityOf, modelRoleOf } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { modelsQuery, runtimeQuery, spacesQuery } from '../../queries/model-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Message } from '../../ui/message.tsx'
import { useScrollOffset } from '../../widgets/list/use-scroll-offset.ts'
import { ModalityIcon } from '../../widgets/modalities/modality-icon.tsx'
import { ModelCard } from './model-card.tsx'
import { builtInModalities, builtInSpaces, groupModels } from './model-groups.ts'
import { spaceText } from './model-words.ts'
import { isDemoNotice } from './runner-summary.ts'
import { RuntimeLine } from './runtime-line.tsx'
import './models-page.css'

const Heading = ({ id, title, note }: { readonly id: string; readonly title: string; readonly note: string }) => (
  <div className="models__heading">
    <h2 id={id}>{title}</h2>
    <p className="models__note">{note}</p>
  </div>
)

const Cards = ({
  models,
  titleOf,
}: {
  readonly models: readonly Model[]
  readonly titleOf: (modelId: string) => string
}) => (
  <ul className="models__cards">
    {models.map((model) => (
      <li key={model.id}>
        <ModelCard model={model} titleOf={titleOf} />
      </li>
    ))}
  </ul>
)

const BuiltIn = () => {
  const spaces = useQuery(spacesQuery(useStores().client)).data
  const shown = useMemo(() => builtInSpaces(spaces ?? []), [spaces])
  return (
    <section className="models__group" aria-labelledby="models-built-in">
      <Heading
        id="models-built-in"
        title="Built in"
        note="These need no model and no Python. Scenes are compared by them while no likeness model is active."
      />
      <ul className="models__built-in">
        {builtInModalities.map((modality) => {
          const space = shown.find((candidate) => candidate.modality === modality)
          const { title, note } = modalityOf[modality]
          return (
            <li key={modality}>
              <ModalityIcon modality={modality} />
              <span>
                <strong>{title}</strong>: {note}
              </span>
              <span className="models__count tabular">{space === undefined ? '' : spaceText(space)}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Blocks of the size of cards, until the models are known. */
const Waiting = () => (
  <div className="models__cards" aria-hidden>
    {[0, 1, 2, 3].map((index) => (
      <div key={index} className="model model--waiting" />
    ))}
  </div>
)

const Groups = ({ models }: { readonly models: readonly Model[] }) => {
  const { groups, toys } = useMemo(() => groupModels(models), [models])
  const titles = useMemo(() => new Map(models.map(({ id, title }) => [id, title])), [models])
  const titleOf = useCallback((id: string) => titles.get(id) ?? id, [titles])
  return (
    <>
      {groups.map(({ role, models: own }) =>
        own.length === 0 ? null : (
          <section key={role} className="models__group" aria-labelledby={`models-${role}`}>
            <Heading id={`models-${role}`} title={modelRoleOf[role].title} note={modelRoleOf[role].note} />
            <Cards models={own} titleOf={titleOf} />
          </section>
        ),
      )}
      <BuiltIn />
      {toys.length === 0 ? null : (
        <section className="models__group" aria-labelledby="models-toys">
          <Heading
            id="models-toys"
            title="Toy models for trying things out"
            note="Trained on generated clips of shapes and sounds: they show how everything works, and recognise nothing in real videos."
          />
          <Cards models={toys} titleOf={titleOf} />
        </section>
      )}
    </>
  )
}

const DemoNotice = () => {
  const demo = useApp('status', (status) => status.stats?.notices.find(({ code }) => isDemoNotice(code)))
  return demo === undefined ? null : (
    <p className="models__demo">
      <strong>{demo.message}</strong> {demo.remedy}
    </p>
  )
}

/** Models: what each lets one do, what it costs, how it fares on this machine, and what to do with it. */
export const ModelsPage = () => {
  const stores = useStores()
  const connection = useApp('status', (status) => status.connection)
  const whileOnline = { enabled: connection === 'online', refetchOnMount: 'always' } as const
  const { data: models, error, refetch } = useQuery({ ...modelsQuery(stores.client), ...whileOnline })
  const { data: runtime } = useQuery({ ...runtimeQuery(stores.client), ...whileOnline })
  const scroll = useScrollOffset('/models')
  const page = useRef<HTMLElement>(null)
  useLayoutEffect(() => {
    if (page.current !== null) page.current.scrollTop = scroll.initialOffset
  }, [scroll.initialOffset])
  const importAnother = (): void => stores.window.getState().open({ kind: 'model-import', modelId: null })
  if (models === undefined && error !== null) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message icon={<Boxes size={28} aria-hidden />} title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  const active = (models ?? []).filter((model) => model.active)
  const activeText = active.length === 0 ? '' : `Active now: ${active.map(({ title }) => title).join(' · ')}`
  return (
    <>
      <div className="toolbar">
        <h1>Models</h1>
        {connection === 'offline' ? (
          <span className="toolbar__count">not connected: this is what was last known</span>
        ) : null}
        {activeText === '' ? null : <span className="toolbar__count">{activeText}</span>}
        <span className="toolbar__space" />
        <Button onClick={importAnother}>
          <FolderInput size={14} aria-hidden />
          Import another model…
        </Button>
      </div>
      <section
        ref={page}
        className="page models"
        aria-label="Models"
        onScroll={(event) => scroll.onOffset(event.currentTarget.scrollTop)}
      >
        <DemoNotice />
        {runtime === undefined ? null : <RuntimeLine runtime={runtime} />}
        {models === undefined ? (
          <Waiting />
        ) : models.length === 0 ? (
          <p className="models__note">
            The list of models is empty. A model in a folder of this machine can be imported all the same.
          </p>
        ) : (
          <Groups models={models} />
        )}
      </section>
    </>
  )
}
