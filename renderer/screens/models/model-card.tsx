import { useQuery } from '@tanstack/react-query'
import { ArrowUpRight, Ellipsis } from 'lucide-react'
import { memo, useId } from 'react'
import { type Model, modelRoleOf, roleOfModel, type Space } from '../../../electron/contract/index.ts'
import { spacesQuery } from '../../queries/model-queries.ts'
import type { ModelRefusal } from '../../stores/model-requests-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { ProgressLine } from '../../ui/state-chip.tsx'
import { ModelRoleIcon } from '../../widgets/modalities/modality-icon.tsx'
import { isToy, spaceOf } from './model-groups.ts'
import { modelMenu } from './model-menu.ts'
import {
  isBroken,
  mainActOf,
  progressText,
  runnerText,
  sizeText,
  speedText,
  standsOut,
  stateOf,
  tagNames,
} from './model-words.ts'
import { SpaceProgress } from './space-progress.tsx'

const noSpaces: readonly Space[] = []

/** A page outside: the browser opens it in a tab of its own, the desktop app hands it to the system's browser. */
const OutsideLink = ({ href, children }: { readonly href: string; readonly children: string }) => (
  <a className="model__link" href={href} target="_blank" rel="noopener noreferrer">
    {children}
    <ArrowUpRight size={12} aria-hidden />
  </a>
)

const Licence = ({ licence }: { readonly licence: Model['licence'] }) =>
  licence.url === null ? (
    <span className="model__licence">{licence.name}</span>
  ) : (
    <OutsideLink href={licence.url}>{licence.name}</OutsideLink>
  )

const originText = (model: Model): string => {
  if (model.source === 'bundled') return 'Comes with GoodCLIPS'
  return model.source === 'folder' ? 'From a folder of this machine' : 'Only from a folder of this machine'
}

const Installing = ({ model }: { readonly model: Model }) => {
  if (model.state !== 'installing' || model.progress === null) return null
  const { fraction } = model.progress
  return (
    <div
      className="model__progress"
      role="progressbar"
      aria-label={`Installing ${model.title}`}
      aria-valuetext={progressText(model.progress)}
      {...(fraction === null
        ? {}
        : { 'aria-valuenow': Math.round(fraction * 100), 'aria-valuemin': 0, 'aria-valuemax': 100 })}
    >
      <p className="tabular">{progressText(model.progress)}</p>
      <ProgressLine fraction={fraction ?? 0} />
    </div>
  )
}

const Problem = ({ id, problem }: { readonly id: string; readonly problem: ModelRefusal }) => {
  const { modelRequests } = useStores()
  const dismissable = useApp('modelRequests', (state) => state.refusals.has(id))
  return (
    <div className="model__problem" role="alert">
      <p className="selectable">
        <strong>{problem.message}</strong> {problem.remedy}
      </p>
      {dismissable ? (
        <Button tone="quiet" onClick={() => modelRequests.getState().dismiss(id)}>
          Dismiss
        </Button>
      ) : null}
    </div>
  )
}

/** One model: what it lets one do, what it costs, how it fares here, and the one main thing to do with it. */
export const ModelCard = memo(
  ({ model, titleOf }: { readonly model: Model; readonly titleOf: (modelId: string) => string }) => {
    const stores = useStores()
    const spaces = useQuery(spacesQuery(stores.client)).data ?? noSpaces
    const refusal = useApp('modelRequests', (state) => state.refusals.get(model.id))
    const busy = useApp('modelRequests', (state) => state.busy.has(model.id))
    const importPath = useApp('modelRequests', (state) => state.importPaths.get(model.id))
    const titleId = useId()
    const space = spaceOf(spaces, model.id)
    const state = stateOf(model, space)
    const main = mainActOf(model, importPath !== undefined)
    const speed = speedText(model)
    const problem = refusal ?? model.error
    const tags = isToy(model) ? (['demo'] as const) : model.tags
    const entries = modelMenu(model, space, stores)
    const act = (): void => {
      if (main === null) return
      if (main.act === 'import') stores.window.getState().open({ kind: 'model-import', modelId: model.id })
      else void stores.modelRequests.getState().act(main.act, model.id)
    }
    return (
      <article className="model" aria-labelledby={titleId} data-state={model.state} data-active={model.active}>
        <header className="model__header">
          <ModelRoleIcon role={roleOfModel(model)} />
          <h3 id={titleId} className="model__title">
            {model.title}
          </h3>
          {tags.map((tag) => (
            <span key={tag} className="model__tag" data-tag={tag}>
              {tagNames[tag]}
            </span>
          ))}
          {state === null ? null : (
            <span className="model__state" data-tone={state.tone}>
              {state.text}
            </span>
          )}
        </header>
        <p className="model__gives">{model.gives === '' ? modelRoleOf[roleOfModel(model)].note : model.gives}</p>
        <p className="model__facts tabular">
          {[sizeText(model), speed, model.active && !isBroken(model) ? runnerText(model) : '']
            .filter((part) => part !== '')
            .join(' · ')}
        </p>
        <Installing model={model} />
        {space !== null && model.state === 'installed' ? (
          <SpaceProgress space={space} spaces={spaces} live={model.active} titleOf={titleOf} />
        ) : null}
        {problem === null || problem === undefined ? null : <Problem id={model.id} problem={problem} />}
        <details className="model__more">
          <summary>About this model</summary>
          {model.notes === '' ? null : <p className="selectable">{model.notes}</p>}
          <p className="model__source selectable">
            {model.repository === null ? (
              originText(model)
            ) : (
              <OutsideLink href={`https://huggingface.co/${model.repository}`}>{model.repository}</OutsideLink>
            )}
            {model.revision === null ? '' : ` · revision ${model.revision.slice(0, 12)}`} · {model.id}
          </p>
        </details>
        <footer className="model__footer">
          {main === null ? null : (
            <Button
              tone={standsOut(model, main.act) ? 'primary' : 'plain'}
              disabled={busy}
              aria-label={`${main.label} ${model.title}`}
              onClick={act}
            >
              {main.label}
            </Button>
          )}
          <Licence licence={model.licence} />
          <span className="model__room" />
          {entries.length === 0 ? null : (
            <DropMenu entries={entries} align="end">
              <IconButton label={`More for ${model.title}`} disabled={busy}>
                <Ellipsis size={16} aria-hidden />
              </IconButton>
            </DropMenu>
          )}
        </footer>
      </article>
    )
  },
)
ModelCard.displayName = 'ModelCard'
