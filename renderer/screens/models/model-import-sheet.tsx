import { useState } from 'react'
import type { ModelRefusal } from '../../stores/model-requests-store.ts'
import { useKnownModels } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormCheck, FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { ChooseButton } from '../../widgets/sheets/choose-button.tsx'
import { guessedId, idProblem, listedModelOf } from './model-words.ts'
import './model-import-sheet.css'

const PathField = ({ path, onChange }: { readonly path: string; readonly onChange: (path: string) => void }) => {
  return (
    <div className="model-import__path">
      <NamedTextField
        label="Folder of the model, with its full path"
        className="path"
        value={path}
        spellCheck={false}
        autoComplete="off"
        placeholder="/models/clip-vit-base-patch32"
        data-autofocus
        onChange={(event) => onChange(event.target.value)}
      />
      <ChooseButton kind="folder" onChosen={onChange} />
    </div>
  )
}

/** Installs a model from a folder: one of the list, or (`modelId` null) any whose architecture is known, under an own id. */
export const ModelImportSheet = ({ modelId }: { readonly modelId: string | null }) => {
  const stores = useStores()
  const { close } = stores.window.getState()
  const models = useKnownModels()
  const [path, setPath] = useState(
    () => (modelId === null ? undefined : stores.modelRequests.getState().importPaths.get(modelId)) ?? '',
  )
  /** Null: as the folder is called. */
  const [ownId, setOwnId] = useState<string | null>(null)
  const [consent, setConsent] = useState(false)
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<ModelRefusal | null>(null)
  const listed = modelId === null ? listedModelOf(path, models ?? []) : undefined
  const model = listed ?? models?.find((known) => known.id === modelId)
  const id = modelId ?? listed?.id ?? ownId ?? guessedId(path)
  const wrongId = modelId === null ? idProblem(id) : ''
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
      title={modelId === null || model === undefined ? 'Import a model' : `Import ${model.title}`}
      submitLabel={busy ? 'Checking…' : 'Import'}
      canSubmit={ready}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        A folder as it is on Hugging Face: <code>config.json</code>, the weights as <code>.safetensors</code>, and what
        turns pictures, sound or text into numbers. It is checked and copied; the folder itself is not changed.
      </FormNote>
      <PathField
        path={path}
        onChange={(next) => {
          setPath(next)
          setRefusal(null)
        }}
      />
      {modelId === null && listed !== undefined ? (
        <FormNote>This is {listed.title} of the list: it is installed as that.</FormNote>
      ) : null}
      {modelId === null && listed === undefined ? (
        <NamedTextField
          label="Id to call it by"
          problem={wrongId}
          value={ownId ?? guessedId(path)}
          spellCheck={false}
          autoComplete="off"
          placeholder="my-model"
          onChange={(event) => setOwnId(event.target.value)}
        />
      ) : null}
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
