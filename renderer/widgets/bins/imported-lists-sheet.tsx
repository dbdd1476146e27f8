import { useLocation } from 'wouter'
import type { UnlinkedRange } from '../../../electron/contract/index.ts'
import type { ListImport } from '../../stores/list-import.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { binSummary } from './bin-length.ts'
import './bins.css'
import './imported-lists.css'

/** Unlinked ranges that are drawn; the report that is copied has all. */
const drawn = 200

const rangesText = (count: number): string => (count === 1 ? '1 range' : `${count.toLocaleString()} ranges`)

const timesText = ({ in: start, out }: UnlinkedRange): string =>
  start === null || out === null ? '' : `${start} – ${out}`

const sourceText = ({ path, fileName, reel }: UnlinkedRange): string =>
  [path ?? fileName, reel === null ? null : `reel ${reel}`].filter((part) => part !== null).join(', ')

/** All that was not taken over, for another program: a line each, tabs between. */
const reportText = (results: readonly ListImport[]): string =>
  results
    .flatMap((result) => {
      if ('failure' in result) return [[result.fileName, result.failure]]
      const { report, unlinked } = result.answer
      return [
        ...unlinked.map((range) => [
          range.list,
          String(range.number),
          range.name,
          sourceText(range),
          timesText(range),
          range.message,
        ]),
        ...report.map(({ message }) => [result.fileName, message]),
      ]
    })
    .map((cells) => cells.join('\t'))
    .join('\n')

const Result = ({ result, onOpen }: { readonly result: ListImport; readonly onOpen: (id: string) => void }) => {
  if ('failure' in result)
    return (
      <p className="imported-lists__failure">
        <strong>{result.fileName}</strong> {result.failure}
      </p>
    )
  const { bins, unlinked, report } = result.answer
  return (
    <>
      {bins.length === 0 ? (
        <p>
          None of the ranges in <strong>{result.fileName}</strong> could be found, so no bin was made.
        </p>
      ) : (
        <ul className="imported-lists__bins" aria-label="Bins">
          {bins.map((bin) => (
            <li key={bin.id}>
              <button type="button" className="imported-lists__bin" onClick={() => onOpen(bin.id)}>
                {bin.name}
              </button>{' '}
              <span className="bins__sum tabular">{binSummary(bin)}</span>
            </li>
          ))}
        </ul>
      )}
      {unlinked.length === 0 ? null : (
        <>
          <h3>{rangesText(unlinked.length)} not found</h3>
          <ul className="imported-lists__ranges" aria-label="Not found">
            {unlinked.slice(0, drawn).map((range) => (
              <li key={`${range.list} ${range.number}`}>
                <span className="imported-lists__name">{range.name}</span>
                <span className="imported-lists__times tabular">{timesText(range)}</span>
                <small>
                  {sourceText(range) === '' || sourceText(range) === range.name ? '' : `${sourceText(range)} · `}
                  {range.message}
                </small>
              </li>
            ))}
          </ul>
          {unlinked.length > drawn ? <p>{rangesText(unlinked.length - drawn)} more are in the report.</p> : null}
        </>
      )}
      {report.length === 0 ? null : (
        <ul className="export__report" aria-label="Report">
          {report.map(({ code, message }) => (
            <li key={`${code} ${message}`}>{message}</li>
          ))}
        </ul>
      )}
    </>
  )
}

/** What became of lists of editors: the bins, and by name what the library does not have. */
export const ImportedListsSheet = ({ results }: { readonly results: readonly ListImport[] }) => {
  const { toasts, window: windowStore } = useStores()
  const [, navigate] = useLocation()
  const { close } = windowStore.getState()
  const open = (id: string): void => {
    close()
    navigate(`/bin/${id}`)
  }
  const answers = results.flatMap((result) => ('answer' in result ? [result.answer] : []))
  const [first] = answers.flatMap(({ bins }) => bins)
  const linked = answers.reduce((sum, answer) => sum + answer.linked, 0)
  const report = reportText(results)
  const copy = (): void => {
    void navigator.clipboard
      .writeText(report)
      .then(() => toasts.getState().show({ message: 'Report copied', lifetimeMs: 2000 }))
  }
  return (
    <Sheet
      title={first === undefined ? 'Nothing imported' : `Imported ${rangesText(linked)}`}
      size="medium"
      onClose={close}
      footer={
        <>
          {report === '' ? null : <Button onClick={copy}>Copy report</Button>}
          <Button
            onClick={close}
            {...(first === undefined ? { tone: 'primary' as const, 'data-autofocus': true } : {})}
          >
            Done
          </Button>
          {first === undefined ? null : (
            <Button tone="primary" data-autofocus onClick={() => open(first.id)}>
              Open bin
            </Button>
          )}
        </>
      }
    >
      <div className="export">
        {results.map((result, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two files of one name may come at once, and none moves
          <Result key={index} result={result} onOpen={open} />
        ))}
        {answers.length > 0 && report === '' ? <p>Nothing got lost.</p> : null}
      </div>
    </Sheet>
  )
}
