import { useState } from 'react'
import {
  type Arrangement,
  type Export,
  type ExportSource,
  editorPresets,
  type TimelineFormat,
  timelineFormatSchema,
  timelineFormats,
} from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import './bins.css'

const fileNameOf = (path: string): string => path.split(/[\\/]/).at(-1) ?? path

const download = (url: string): void => {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}

const Done = ({
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

/** Writes ranges for an editor: a preset chooses the format; the report says what it could not carry. */
export const ExportSheet = ({
  source,
  name: suggested,
  count,
}: {
  readonly source: ExportSource
  readonly name: string
  readonly count: number
}) => {
  const { bins, desktop, preferences, window: windowStore } = useStores()
  const { close } = windowStore.getState()
  const [preset, setPreset] = useState<string>(preferences.getState().exportPreset)
  const [format, setFormat] = useState<TimelineFormat>('csv')
  const [arrangement, setArrangement] = useState<Arrangement>('sequence')
  const [name, setName] = useState(suggested)
  const [folder, setFolder] = useState('')
  const [problem, setProblem] = useState<string | null>(null)
  const [exported, setExported] = useState<readonly Export[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const chosen = editorPresets.find(({ id }) => id === preset)
  const formats: readonly TimelineFormat[] = chosen?.formats ?? [format]

  const submit = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    preferences.getState().change({ exportPreset: preset })
    const done: Export[] = []
    for (const each of formats) {
      const answer = await bins.exportFiles({
        source,
        kind: 'timeline',
        format: each,
        as: arrangement,
        name: name.trim(),
        ...(folder.trim() === '' ? {} : { destination: folder.trim() }),
      })
      if (typeof answer === 'string') {
        setProblem(answer)
        setBusy(false)
        return
      }
      done.push(answer)
    }
    setBusy(false)
    setExported(done)
    if (folder.trim() === '') for (const { files } of done) for (const { url } of files) download(url)
  }

  if (exported !== null) return <Done exported={exported} saved={folder.trim() !== ''} onClose={close} />
  const presets = [
    ...editorPresets.map(({ id, label, formats: of }) => ({
      id: id as string,
      label: label as string,
      detail: of.map((each) => timelineFormats[each].label).join(' + '),
    })),
    { id: 'other', label: 'Other', detail: 'Any format' },
  ]
  return (
    <FormSheet
      title={`Export ${formatCount(count, 'range')}`}
      submitLabel={isBusy ? 'Exporting…' : 'Export'}
      canSubmit={!isBusy && name.trim() !== ''}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <div className="export">
        <fieldset className="export__presets">
          <legend className="visually-hidden">For</legend>
          {presets.map(({ id, label, detail }) => (
            <label key={id} className="export__preset">
              <input
                type="radio"
                name="preset"
                value={id}
                checked={preset === id}
                {...(preset === id ? { 'data-autofocus': true } : {})}
                onChange={() => setPreset(id)}
              />
              <span>{label}</span>
              <small>{detail}</small>
            </label>
          ))}
        </fieldset>
        <div className="export__row">
          {chosen === undefined ? (
            <label className="export__field">
              Format
              <Select value={format} onChange={(event) => setFormat(timelineFormatSchema.parse(event.target.value))}>
                {timelineFormatSchema.options.map((each) => (
                  <option key={each} value={each}>
                    {timelineFormats[each].label}
                  </option>
                ))}
              </Select>
            </label>
          ) : null}
          <label className="export__field">
            As
            <Select
              value={arrangement}
              onChange={(event) => setArrangement(event.target.value === 'clips' ? 'clips' : 'sequence')}
            >
              <option value="sequence">Sequence, in order</option>
              <option value="clips">Clips, each for itself</option>
            </Select>
          </label>
        </div>
        <NamedTextField label="Name" value={name} maxLength={200} onChange={(event) => setName(event.target.value)} />
        <div className="export__row">
          <NamedTextField
            label={desktop === null ? 'Folder on the machine of the library (empty: download)' : 'Folder'}
            value={folder}
            placeholder={desktop === null ? 'Download' : 'exports folder of the library'}
            onChange={(event) => setFolder(event.target.value)}
          />
          {desktop === null ? null : (
            <Button
              onClick={() => void desktop.openDialog('folder').then(([path]) => path !== undefined && setFolder(path))}
            >
              Choose…
            </Button>
          )}
        </div>
        {problem === null ? null : <p role="alert">{problem}</p>}
      </div>
    </FormSheet>
  )
}
