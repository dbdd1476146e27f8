import { useId, useState } from 'react'
import type { Refusal } from '../../stores/model-requests-store.ts'
import { useKnownModels } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { idProblem } from './model-words.ts'
import '../../ui/field.css'
import '../../widgets/sheets/form.css'
import './model-import-sheet.css'

const PathField = ({
  path,
  isFirst,
  onChange,
}: {
  readonly path: string
  /** The field that the focus goes to. */
  readonly isFirst: boolean
  readonly onChange: (path: string) => void
}) => {
  const { desktop } = useStores()
  return (
    <div className="model-import__path">
      <input
        className="field form__path"
        aria-label="Folder of the model, with its full path"
        value={path}
        spellCheck={false}
        autoComplete="off"
        placeholder="/models/clip-vit-base-patch32"
        data-autofocus={isFirst ? '' : undefined}
        onChange={(event) => onChange(event.target.value)}
      />
      {desktop === null ? null : (
        <Button
          onClick={() => {
            void desktop.openDialog('folder').then(([chosen]) => {
              if (chosen !== undefined) onChange(chosen)
            })
          }}
        >
          Choose…
        </Button>
      )}
    </div>
  )
}

/** Installs a model from a folder: one of the list, or (`modelId` null) any whose architecture is known, under an own id. */
export const ModelImportSheet = ({ modelId }: { readonly modelId: string | null }) => {
  const stores = useStores()
  const { close } = stores.window.getState()
  const model = useKnownModels()?.find(({ id }) => id === modelId)
  const [path, setPath] = useState(
    () => (modelId === null ? undefined : stores.modelRequests.getState().importPaths.get(modelId)) ?? '',
  )
  const [ownId, setOwnId] = useState('')
  const [consent, setConsent] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)
  const formId = useId()
  const id = modelId ?? ownId
  const wrongId = modelId === null ? idProblem(ownId) : ''
  const asksConsent = model?.runsFolderCode ?? modelId === null
  const ready =
    path.trim() !== '' && id !== '' && wrongId === '' && (consent || !(model?.runsFolderCode ?? false)) && !busy
  const submit = async (): Promise<void> => {
    setBusy(true)
    const answer = await stores.modelRequests.getState().importFolder(id, path.trim(), asksConsent && consent)
    setBusy(false)
    setRefusal(answer)
    if (answer === null) close()
  }
  return (
    <Sheet
      title={model === undefined ? 'Import a model' : `Import ${model.title}`}
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={!ready}>
            {busy ? 'Checking…' : 'Import'}
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          if (ready) void submit()
        }}
      >
        <p className="form__note">
          A folder as it is on Hugging Face: <code>config.json</code>, the weights as <code>.safetensors</code>, and
          what turns pictures, sound or text into numbers. It is checked and copied; the folder itself is not changed.
        </p>
        {modelId === null ? (
          <label className="form__row">
            <span>Id to call it by</span>
            <input
              className="field"
              value={ownId}
              spellCheck={false}
              autoComplete="off"
              placeholder="my-model"
              data-autofocus
              aria-invalid={wrongId !== ''}
              aria-describedby={`${formId}-id`}
              onChange={(event) => setOwnId(event.target.value)}
            />
            <span id={`${formId}-id`} className="model-import__wrong" aria-live="polite">
              {wrongId}
            </span>
          </label>
        ) : null}
        <div className="form__row">
          <span aria-hidden>Folder, with its full path</span>
          <PathField
            path={path}
            isFirst={modelId !== null}
            onChange={(next) => {
              setPath(next)
              setRefusal(null)
            }}
          />
        </div>
        {asksConsent ? (
          <label className="model-import__consent">
            <input type="checkbox" checked={consent} onChange={(event) => setConsent(event.target.checked)} />
            <span>
              Run the program code in this folder. {modelId === null ? 'Only a few models need this. ' : ''}It can do
              anything that you can do on this machine: agree only when you know where it comes from.
            </span>
          </label>
        ) : null}
        {model === undefined ? null : <p className="form__note">Licence: {model.licence.name}</p>}
        {refusal === null ? null : (
          <p className="model-import__refusal selectable" role="alert">
            <strong>{refusal.message}</strong> {refusal.remedy}
          </p>
        )}
      </form>
    </Sheet>
  )
}
