import { useState } from 'react'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { useQueryLabel } from '../search/query-label.ts'

/** Gives the search on show a name to find it by again. */
export const SaveSearchSheet = () => {
  const stores = useStores()
  const query = useApp('search', (search) => search.query)
  const labelOf = useQueryLabel()
  const [name, setName] = useState(() => labelOf(query))
  const [refusal, setRefusal] = useState<string | null>(null)
  const { close } = stores.window.getState()
  const submit = async (): Promise<void> => {
    const answer = await stores.searchHistory.save(name.trim(), query)
    if (answer === null) close()
    else setRefusal(answer)
  }
  return (
    <FormSheet
      title="Save this search"
      size="small"
      submitLabel="Save"
      canSubmit={name.trim() !== ''}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <NamedTextField
        label="Name"
        value={name}
        maxLength={200}
        data-autofocus
        onFocus={(event) => event.target.select()}
        onChange={(event) => setName(event.target.value)}
      />
      {refusal === null ? null : <p role="alert">{refusal}</p>}
    </FormSheet>
  )
}
