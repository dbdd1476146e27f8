import { useEffect, useState } from 'react'
import type { ImportProblem } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { fileNameOf } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import './problems-sheet.css'

const ProblemRow = ({ problem }: { readonly problem: ImportProblem }) => {
  const { imports, desktop } = useStores()
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

/** What could not be imported, and why, in one place. */
export const ProblemsSheet = () => {
  const stores = useStores()
  const problems = useApp('imports', (state) => state.problems)
  const uploads = useApp('imports', (state) => state.uploads)
  const failedUploads = uploads.filter((row) => row.state === 'failed')
  const count = useApp('status', (status) => status.stats?.importProblems ?? 0)
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
        problems.length + failedUploads.length === 0 ? undefined : (
          <Button
            onClick={() => {
              stores.imports.getState().dismissUploads(failedUploads.map(({ id }) => id))
              for (const { id } of problems) void stores.imports.getState().dismissProblem(id)
            }}
          >
            Dismiss all
          </Button>
        )
      }
    >
      {problems.length + failedUploads.length === 0 ? (
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
        </ul>
      )}
    </Sheet>
  )
}
