import { useState } from 'react'
import { type Export, type ExportSource, templateProblem } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { formatCount } from '../../ui/format.ts'
import { NamedTextField } from '../../ui/text-field.tsx'
import { ChooseButton } from '../sheets/choose-button.tsx'
import { ExportDone } from './export-done.tsx'
import { ClipOptions, ContactSheetOptions, StillOptions, TimelineOptions } from './export-options.tsx'
import { ExportProgress } from './export-progress.tsx'
import { type ExportWish, requestsOf } from './export-wish.ts'
import './bins.css'

const download = (url: string): void => {
  const link = document.createElement('a')
  link.href = url
  link.download = ''
  link.click()
}

const kinds: readonly { readonly id: ExportWish['kind']; readonly label: string }[] = [
  { id: 'timeline', label: 'Timeline' },
  { id: 'clips', label: 'Clips' },
  { id: 'stills', label: 'Stills' },
  { id: 'contact-sheet', label: 'Contact sheet' },
]

const KindChoice = ({
  value,
  onChange,
}: {
  readonly value: ExportWish['kind']
  readonly onChange: (kind: ExportWish['kind']) => void
}) => (
  <fieldset className="export__kinds">
    <legend className="visually-hidden">What</legend>
    {kinds.map(({ id, label }) => (
      <label key={id}>
        <input type="radio" name="kind" value={id} checked={value === id} onChange={() => onChange(id)} />
        {label}
      </label>
    ))}
  </fieldset>
)

/** Browsers stop a page that saves many files by itself. */
const mostDownloads = 3

/** Writes ranges for an editor, as files, as pictures or on pages. */
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
  const [wish, setWish] = useState<ExportWish>(() => {
    const { exportPreset, exportKind, exportFolder, exportNames } = preferences.getState()
    return {
      kind: exportKind,
      name: suggested,
      folder: exportFolder,
      editor: exportPreset,
      format: 'csv',
      arrangement: 'sequence',
      pathFrom: '',
      pathTo: '',
      mode: 'exact',
      preset: 'h264',
      handlesFrames: 0,
      join: false,
      subtitles: 'none',
      nameTemplate: exportNames,
      still: 'png',
      keepHdr: false,
      sheet: 'pdf',
      columns: 4,
    }
  })
  const change = (patch: Partial<ExportWish>): void => setWish((before) => ({ ...before, ...patch }))
  const [problem, setProblem] = useState<string | null>(null)
  const [running, setRunning] = useState<Export | null>(null)
  const [exported, setExported] = useState<readonly Export[] | null>(null)
  const [isBusy, setBusy] = useState(false)
  const saved = wish.folder.trim() !== ''

  const submit = async (): Promise<void> => {
    setBusy(true)
    setProblem(null)
    preferences.getState().change({
      exportPreset: wish.editor,
      exportKind: wish.kind,
      exportFolder: wish.folder.trim(),
      exportNames: wish.nameTemplate,
    })
    const done: Export[] = []
    for (const request of requestsOf(source, wish)) {
      const answer = await bins.exportFiles(request, (now) => {
        if (now.kind !== 'timeline') setRunning(now)
      })
      if (typeof answer === 'string') {
        setProblem(answer)
        setBusy(false)
        setRunning(null)
        return
      }
      done.push(answer)
    }
    setBusy(false)
    setRunning(null)
    setExported(done)
    const files = done.flatMap((each) => each.files)
    if (!saved && files.length <= mostDownloads) for (const { url } of files) download(url)
  }

  if (exported !== null) return <ExportDone exported={exported} saved={saved} onClose={close} />
  if (running !== null)
    return <ExportProgress exported={running} onCancel={() => void bins.cancelExport(running.id)} onClose={close} />
  const usesNames = wish.kind === 'clips' || wish.kind === 'stills'
  return (
    <FormSheet
      title={`Export ${formatCount(count, 'range')}`}
      submitLabel={isBusy ? 'Exporting…' : 'Export'}
      canSubmit={!isBusy && wish.name.trim() !== '' && (!usesNames || templateProblem(wish.nameTemplate) === null)}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <div className="export">
        <KindChoice value={wish.kind} onChange={(kind) => change({ kind })} />
        {wish.kind === 'timeline' ? <TimelineOptions wish={wish} change={change} /> : null}
        {wish.kind === 'clips' ? <ClipOptions wish={wish} change={change} source={source} /> : null}
        {wish.kind === 'stills' ? <StillOptions wish={wish} change={change} /> : null}
        {wish.kind === 'contact-sheet' ? <ContactSheetOptions wish={wish} change={change} /> : null}
        <NamedTextField
          label="Name"
          value={wish.name}
          maxLength={200}
          onChange={(event) => change({ name: event.target.value })}
        />
        <div className="export__row">
          <NamedTextField
            label={desktop === null ? 'Folder on the machine of the library (empty: download)' : 'Folder'}
            value={wish.folder}
            placeholder={desktop === null ? 'Download' : 'exports folder of the library'}
            onChange={(event) => change({ folder: event.target.value })}
          />
          <ChooseButton kind="folder" onChosen={(folder) => change({ folder })} />
        </div>
        {problem === null ? null : <p role="alert">{problem}</p>}
      </div>
    </FormSheet>
  )
}
