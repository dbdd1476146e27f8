import { useState } from 'react'
import type { Model } from '../../../electron/contract/index.ts'
import { useKnownModels } from '../../stores/use-server.ts'
import { useStores } from '../../stores/use-stores.tsx'
import type { OpenSheet } from '../../stores/window-store.ts'
import { Button } from '../../ui/button.tsx'
import { formatBytes } from '../../ui/format.ts'
import { Sheet } from '../../ui/sheet.tsx'

/** What is to be confirmed. */
export type ModelConfirmation = Extract<OpenSheet, { readonly kind: 'model-confirm' }>

const wordsOf = (act: ModelConfirmation['act'], model: Model) => {
  switch (act) {
    case 'remove':
      return {
        title: `Remove ${model.title}?`,
        button: 'Remove',
        text: `Its files are deleted, which frees ${formatBytes(model.sizeBytes)}. Vectors that were made with it stay; to use them again, the model must be installed again.`,
      }
    case 'rebuild':
      return {
        title: `Rebuild the vectors of ${model.title}?`,
        button: 'Rebuild',
        text: 'They are deleted and computed again for every scene. Until then, scenes without a vector are not found by this model.',
      }
    case 'clear':
      return {
        title: `Delete the vectors of ${model.title}?`,
        button: 'Delete',
        text: 'They are not in use now. When the model is activated again, they have to be computed anew.',
      }
  }
}

/** Asks before something is deleted that takes long to get back. */
export const ModelConfirmSheet = ({ act, modelId, spaceId }: Omit<ModelConfirmation, 'kind'>) => {
  const stores = useStores()
  const model = useKnownModels()?.find(({ id }) => id === modelId)
  const [busy, setBusy] = useState(false)
  const { close } = stores.window.getState()
  if (model === undefined) return null
  const { title, text, button } = wordsOf(act, model)
  const confirm = async (): Promise<void> => {
    const models = stores.modelRequests.getState()
    setBusy(true)
    if (act === 'remove') await models.act('remove', modelId)
    else if (spaceId !== null) await models.clearSpace(spaceId, modelId, act === 'rebuild')
    // What was refused is told on the card.
    close()
  }
  return (
    <Sheet
      title={title}
      size="small"
      onClose={close}
      footer={
        <>
          <Button onClick={close} data-autofocus>
            Keep
          </Button>
          <Button tone="danger" disabled={busy} onClick={() => void confirm()}>
            {button}
          </Button>
        </>
      }
    >
      <p>{text}</p>
    </Sheet>
  )
}
