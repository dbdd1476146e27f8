import { useEffect, useState } from 'react'
import type { ImportProblem, LeftOut } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { fileNameOf, formatCount } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import './problems-sheet.css'

const ProblemRow = ({ problem }: { readonly problem: ImportProblem }) => {
  const { imports, desktop, window: page } = useStores()
  const [busy, setBusy] = useState(false)
  return (
    <li className="problem">
      <div className="problem__words">
        <p className="problem__name selectable">{fileNameOf(problem.path)}</p>
        <p>
          {problem.error.message} <span className="problem__remedy">{problem.error.remedy}</span>
        </p>
        <p className="problem__path selectable">{problem.path}</p>
      </div>
      <div className="problem__buttons">
        {desktop === null ? null : (
          <Button
            tone="quiet"
            onClick={() =>
              void desktop.openDialog('files').then(async (paths) => {
                const items = await imports.getState().importPaths(paths)
                if (items.some((item) => item.outcome !== 'refused'))
                  await imports.getState().dismissProblem(problem.id)
              })
            }
          >
            Locate…
          </Button>
        )}
        {problem.error.code === 'caption_without_video' ? (
          <Button onClick={() => page.getState().open({ kind: 'attach-captions', path: problem.path })}>Attach…</Button>
        ) : null}
        <Button
          disabled={busy}
          onClick={() => {
            setBusy(true)
            void imports
              .getState()
              .retryProblem(problem.id)
              .then(() => setBusy(false))
          }}
        >
          {busy ? 'Trying…' : 'Try again'}
        </Button>
        <Button tone="quiet" onClick={() => void imports.getState().dismissProblem(problem.id)}>
          Dismiss
        </Button>
      </div>
    </li>
  )
}

const LeftOutRow = ({ entry }: { readonly entry: LeftOut }) => {
  const { imports } = useStores()
  const total = entry.groups.reduce((sum, group) => sum + group.count, 0)
  return (
    <li className="problem problem--groups">
      <div className="problem__words">
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
                <li>… and {(group.count - group.names.length).toLocaleString()} more</li>
              ) : null}
            </ul>
          </details>
        ))}
        <p className="problem__path selectable">{entry.folder}</p>
      </div>
      <div className="problem__buttons">
        {entry.groups.some(({ kind }) => kind === 'outside-links') ? (
          <Button onClick={() => void imports.getState().importPaths([entry.folder], { followLinks: true })}>
            Follow links
          </Button>
        ) : null}
        <Button tone="quiet" onClick={() => void imports.getState().dismissLeftOut(entry.id)}>
          Dismiss
        </Button>
      </div>
    </li>
  )
}

/** What could not be imported, and why, and what folders held beside films, in one place. */
export const ProblemsSheet = () => {
  const stores = useStores()
  const problems = useApp('imports', (state) => state.problems)
  const leftOut = useApp('imports', (state) => state.leftOut)
  const uploads = useApp('imports', (state) => state.uploads)
  const failedUploads = uploads.filter((row) => row.state === 'failed')
  const count = useApp('status', (status) => status.stats?.importProblems ?? 0)
  const nothing = problems.length + failedUploads.length + leftOut.length === 0
  const { close } = stores.window.getState()
  useEffect(() => {
    const abort = new AbortController()
    if (count >= 0) void stores.imports.getState().loadProblems(abort.signal)
    return () => abort.abort()
  }, [stores, count])
  return (
    <Sheet
      title="What could not be imported"
      size="large"
      onClose={close}
      footer={
        nothing ? undefined : (
          <Button
            onClick={() => {
              stores.imports.getState().dismissUploads(failedUploads.map(({ id }) => id))
              for (const { id } of problems) void stores.imports.getState().dismissProblem(id)
              for (const { id } of leftOut) void stores.imports.getState().dismissLeftOut(id)
            }}
          >
            Dismiss all
          </Button>
        )
      }
    >
      {nothing ? (
        <p className="problem__remedy">Everything that was added could be imported.</p>
      ) : (
        <ul>
          {failedUploads.map((row) => (
            <li key={row.id} className="problem">
              <div className="problem__words">
                <p className="problem__name">{row.name}</p>
                <p>{row.message}</p>
              </div>
              <div className="problem__buttons">
                <Button onClick={() => stores.imports.getState().retryUpload(row.id)}>Send again</Button>
                <Button tone="quiet" onClick={() => stores.imports.getState().dismissUploads([row.id])}>
                  Dismiss
                </Button>
              </div>
            </li>
          ))}
          {problems.map((problem) => (
            <ProblemRow key={problem.id} problem={problem} />
          ))}
          {leftOut.map((entry) => (
            <LeftOutRow key={entry.id} entry={entry} />
          ))}
        </ul>
      )}
    </Sheet>
  )
}
