import { useState } from 'react'
import type { ModelRefusal } from '../../stores/model-requests-store.ts'
import { useKnownModels } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { FormCheck, FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { idProblem } from './model-words.ts'
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
      <NamedTextField
        label="Folder of the model, with its full path"
        className="path"
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
  const [refusal, setRefusal] = useState<ModelRefusal | null>(null)
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
    <FormSheet
      title={model === undefined ? 'Import a model' : `Import ${model.title}`}
      submitLabel={busy ? 'Checking…' : 'Import'}
      canSubmit={ready}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        A folder as it is on Hugging Face: <code>config.json</code>, the weights as <code>.safetensors</code>, and what
        turns pictures, sound or text into numbers. It is checked and copied; the folder itself is not changed.
      </FormNote>
      {modelId === null ? (
        <NamedTextField
          label="Id to call it by"
          problem={wrongId}
          value={ownId}
          spellCheck={false}
          autoComplete="off"
          placeholder="my-model"
          data-autofocus
          onChange={(event) => setOwnId(event.target.value)}
        />
      ) : null}
      <PathField
        path={path}
        isFirst={modelId !== null}
        onChange={(next) => {
          setPath(next)
          setRefusal(null)
        }}
      />
      {asksConsent ? (
        <FormCheck checked={consent} onChange={setConsent}>
          Run the program code in this folder. {modelId === null ? 'Only a few models need this. ' : ''}It can do
          anything that you can do on this machine: agree only when you know where it comes from.
        </FormCheck>
      ) : null}
      {model === undefined ? null : <FormNote>Licence: {model.licence.name}</FormNote>}
      {refusal === null ? null : (
        <p className="model-import__refusal selectable" role="alert">
          <strong>{refusal.message}</strong> {refusal.remedy}
        </p>
      )}
    </FormSheet>
  )
}
