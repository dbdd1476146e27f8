import type { Export } from '../../../electron/contract/index.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'
import './bins.css'

const fileNameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

/** The files of exports that have ended, and what is to be known of them. */
export const ExportDone = ({
  exported,
  saved,
  onClose,
}: {
  readonly exported: readonly Export[]
  readonly saved: boolean
  readonly onClose: () => void
}) => {
  const report = [...new Set(exported.flatMap((each) => each.report.map(({ message }) => message)))]
  return (
    <Sheet
      title="Exported"
      size="medium"
      onClose={onClose}
      footer={
        <Button tone="primary" data-autofocus onClick={onClose}>
          Done
        </Button>
      }
    >
      <div className="export">
        <ul className="export__files" aria-label="Files">
          {exported.flatMap(({ files }) =>
            files.map(({ path, url, sizeBytes }) => (
              <li key={url}>
                {saved ? (
                  <span>{path}</span>
                ) : (
                  <a href={url} download>
                    {fileNameOf(path)}
                  </a>
                )}{' '}
                <span className="bins__sum tabular">{formatBytes(sizeBytes)}</span>
              </li>
            )),
          )}
        </ul>
        {report.length === 0 ? (
          <p>Nothing got lost.</p>
        ) : (
          <ul className="export__report" aria-label="Report">
            {report.map((message) => (
              <li key={message}>{message}</li>
            ))}
          </ul>
        )}
      </div>
    </Sheet>
  )
}
