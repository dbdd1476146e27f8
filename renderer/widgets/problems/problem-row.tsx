import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import type { NeedsYou } from '../../../electron/contract/index.ts'
import type { UploadRow } from '../../stores/import-store.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { fileNameOf, formatCount } from '../../ui/format.ts'
import './problem-row.css'

type VideoProblem = Extract<NeedsYou, { readonly kind: 'video' }>
type ImportProblemItem = Extract<NeedsYou, { readonly kind: 'import' }>
type ReplacedItem = Extract<NeedsYou, { readonly kind: 'replaced' }>
type LeftOutItem = Extract<NeedsYou, { readonly kind: 'left-out' }>

const Row = ({
  name,
  onDismiss,
  buttons,
  children,
}: {
  readonly name: string
  readonly onDismiss: () => void
  readonly buttons?: ReactNode
  readonly children: ReactNode
}) => (
  <li className="problem">
    <div className="problem__words">{children}</div>
    <div className="problem__buttons">
      {buttons}
      <Button tone="quiet" aria-label={`Dismiss ${name}`} onClick={onDismiss}>
        Dismiss
      </Button>
    </div>
  </li>
)

/** A button that says that it works until what it began is over. */
const Again = ({ name, run }: { readonly name: string; readonly run: () => Promise<unknown> }) => {
  const [busy, setBusy] = useState(false)
  return (
    <Button
      disabled={busy}
      aria-label={`Try again: ${name}`}
      onClick={() => {
        setBusy(true)
        void run().finally(() => setBusy(false))
      }}
    >
      {busy ? 'Trying…' : 'Try again'}
    </Button>
  )
}

const VideoRow = ({ problem }: { readonly problem: VideoProblem }) => {
  const { problems, window: pageWindow } = useStores()
  const { id, title, state, path } = problem
  return (
    <Row
      name={title}
      onDismiss={() => void problems.dismiss([id])}
      buttons={problem.jobIds.length === 0 ? null : <Again name={title} run={() => problems.retry(problem)} />}
    >
      <p className="problem__name selectable">
        <Link to={`/video/${id}`} className="job__title" onClick={() => pageWindow.getState().close()}>
          {title}
        </Link>{' '}
        <span className="problem__state" data-state={state}>
          {state === 'failed' ? 'Failed' : 'Partial'}
        </span>
      </p>
      {problem.problems.map(({ code, message, remedy }) => (
        <p key={code + message}>
          {message} {remedy === undefined ? null : <span className="problem__remedy">{remedy}</span>}
        </p>
      ))}
      <p className="problem__path selectable">{path}</p>
    </Row>
  )
}

const ImportRow = ({ problem }: { readonly problem: ImportProblemItem }) => {
  const { imports, problems, desktop, window: pageWindow } = useStores()
  const sent = useApp('imports', ({ uploads }) => uploads.find(({ problemPath }) => problemPath === problem.path))
  const name = fileNameOf(problem.path)
  return (
    <Row
      name={name}
      onDismiss={() => void problems.dismiss([problem.id])}
      buttons={
        <>
          {desktop === null ? null : (
            <Button
              tone="quiet"
              onClick={() =>
                void desktop.openDialog('files').then(async (paths) => {
                  const items = await imports.getState().importPaths(paths)
                  if (items.some((item) => item.outcome !== 'refused')) await problems.dismiss([problem.id])
                })
              }
            >
              Locate…
            </Button>
          )}
          {problem.error.code === 'caption_without_video' ? (
            <Button onClick={() => pageWindow.getState().open({ kind: 'attach-captions', path: problem.path })}>
              Attach…
            </Button>
          ) : null}
          {sent === undefined ? (
            <Again name={name} run={() => imports.getState().importPaths([problem.path])} />
          ) : (
            <Button
              aria-label={`Send again: ${name}`}
              onClick={() => {
                imports.getState().retryUpload(sent.id)
                void problems.dismiss([problem.id])
              }}
            >
              Send again
            </Button>
          )}
        </>
      }
    >
      <p className="problem__name selectable">{name}</p>
      <p>
        {problem.error.message} <span className="problem__remedy">{problem.error.remedy}</span>
      </p>
      <p className="problem__path selectable">{problem.path}</p>
    </Row>
  )
}

const LeftOutRow = ({ entry }: { readonly entry: LeftOutItem }) => {
  const { imports, problems } = useStores()
  const total = entry.groups.reduce((sum, group) => sum + group.count, 0)
  return (
    <Row
      name={fileNameOf(entry.folder)}
      onDismiss={() => void problems.dismiss([entry.id])}
      buttons={
        entry.groups.some(({ kind }) => kind === 'outside-links') ? (
          <Button onClick={() => void imports.getState().importPaths([entry.folder], { followLinks: true })}>
            Follow links
          </Button>
        ) : null
      }
    >
      <p className="problem__name selectable">{fileNameOf(entry.folder)}</p>
      <p>{formatCount(total, 'file')} in this folder left out</p>
      {entry.groups.map((group) => (
        <details key={group.kind} className="left-out">
          <summary>
            {group.label} <span className="left-out__count tabular">{group.count.toLocaleString()}</span>
          </summary>
          <ul className="left-out__names selectable">
            {group.names.map((name) => (
              <li key={name}>{name}</li>
            ))}
            {group.count > group.names.length ? (
              <li>and {(group.count - group.names.length).toLocaleString()} more</li>
            ) : null}
          </ul>
        </details>
      ))}
    </Row>
  )
}

const ReplacedRow = ({ question }: { readonly question: ReplacedItem }) => {
  const { problems, window: pageWindow } = useStores()
  const [busy, setBusy] = useState(false)
  const { id, videoId, title, path } = question
  const name = fileNameOf(path)
  const answer = (use: 'renew' | 'apart'): void => {
    setBusy(true)
    void problems.answerReplaced(id, use).finally(() => setBusy(false))
  }
  return (
    <Row
      name={name}
      onDismiss={() => void problems.dismiss([id])}
      buttons={
        <>
          <Button disabled={busy} aria-label={`Keep both: ${name}`} onClick={() => answer('apart')}>
            Keep both
          </Button>
          <Button disabled={busy} aria-label={`Renew the video: ${name}`} onClick={() => answer('renew')}>
            Renew the video
          </Button>
        </>
      }
    >
      <p className="problem__name selectable">
        <Link to={`/video/${videoId}`} className="job__title" onClick={() => pageWindow.getState().close()}>
          {title}
        </Link>{' '}
        <span className="problem__state">Replaced</span>
      </p>
      <p>
        The file holds another film than before.{' '}
        <span className="problem__remedy">
          Renew the video to see the new film in its place: title and tags stay, scenes are made anew. Or keep both: the
          new film becomes a video of its own, and the old one keeps its scenes without a file.
        </span>
      </p>
      <p className="problem__path selectable">{path}</p>
    </Row>
  )
}

/** A file of a browser that never reached the core. */
export const UnsentRow = ({ row }: { readonly row: UploadRow }) => {
  const { imports } = useStores()
  return (
    <Row
      name={row.name}
      onDismiss={() => imports.getState().dismissUploads([row.id])}
      buttons={
        <Button aria-label={`Send again: ${row.name}`} onClick={() => imports.getState().retryUpload(row.id)}>
          Send again
        </Button>
      }
    >
      <p className="problem__name">{row.name}</p>
      <p>{row.message}</p>
    </Row>
  )
}

/** Something that needs a person, whatever it is: what, why, what one can do, and the one Dismiss. */
export const ProblemRow = ({ problem }: { readonly problem: NeedsYou }) => {
  switch (problem.kind) {
    case 'video':
      return <VideoRow problem={problem} />
    case 'import':
      return <ImportRow problem={problem} />
    case 'replaced':
      return <ReplacedRow question={problem} />
    case 'left-out':
      return <LeftOutRow entry={problem} />
  }
}
