import { useState } from 'react'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'

/** Asks before all faces and names are deleted for good. */
export const ForgetPeopleSheet = () => {
  const stores = useStores()
  const [busy, setBusy] = useState(false)
  const { close } = stores.window.getState()
  const forget = async (): Promise<void> => {
    setBusy(true)
    const forgotten = await stores.people.forget()
    close()
    if (forgotten === null) return
    stores.toasts.getState().show({ tone: 'plain', message: 'All faces and names are forgotten.' })
  }
  return (
    <Sheet
      title="Forget all faces?"
      size="small"
      onClose={close}
      footer={
        <>
          <Button onClick={close} data-autofocus>
            Keep
          </Button>
          <Button tone="danger" disabled={busy} onClick={() => void forget()}>
            {busy ? 'Forgetting …' : 'Forget all faces'}
          </Button>
        </>
      }
    >
      <p>
        All faces and the names you gave are deleted from this library and its backups, for good, and People is switched
        off. Your films stay as they are.
      </p>
    </Sheet>
  )
}
