import { useId, useState } from 'react'
import { crumbLabel } from '../../stores/search/trail.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { Sheet } from '../../ui/sheet.tsx'
import { usePlaceText } from '../search/anchor-place.ts'
import '../../ui/field.css'
import './form.css'

/** Gives the search on show a name to find it by again. */
export const SaveSearchSheet = () => {
  const stores = useStores()
  const query = useApp('search', (search) => search.query)
  const placeText = usePlaceText()
  const [name, setName] = useState(() => crumbLabel(query, placeText))
  const [refusal, setRefusal] = useState<string | null>(null)
  const formId = useId()
  const { close } = stores.window.getState()
  return (
    <Sheet
      title="Save this search"
      size="small"
      onClose={close}
      footer={
        <>
          <Button onClick={close}>Cancel</Button>
          <Button tone="primary" type="submit" form={formId} disabled={name.trim() === ''}>
            Save
          </Button>
        </>
      }
    >
      <form
        id={formId}
        className="form"
        onSubmit={(event) => {
          event.preventDefault()
          void stores.searchHistory.save(name.trim(), query).then((answer) => {
            if (answer === null) close()
            else setRefusal(answer)
          })
        }}
      >
        <label className="form__row">
          <span>Name</span>
          <input
            className="field"
            value={name}
            maxLength={200}
            data-autofocus
            onFocus={(event) => event.target.select()}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        {refusal === null ? null : <p role="alert">{refusal}</p>}
      </form>
    </Sheet>
  )
}
