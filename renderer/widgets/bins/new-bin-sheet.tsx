import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { BinKind } from '../../../electron/contract/index.ts'
import { binsQuery } from '../../queries/bin-queries.ts'
import { savedSearchesQuery } from '../../queries/search-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { Select } from '../../ui/select.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import './bins.css'

const kinds: readonly { readonly kind: BinKind; readonly label: string; readonly hint: string }[] = [
  { kind: 'bin', label: 'Bin', hint: 'Ranges in your order' },
  { kind: 'folder', label: 'Folder', hint: 'Holds bins' },
  { kind: 'smart', label: 'Smart bin', hint: 'What a saved search finds now' },
]

/** Makes a bin, a folder of bins or a smart bin, and opens it. */
export const NewBinSheet = () => {
  const { client, bins, window: windowStore } = useStores()
  const [, navigate] = useLocation()
  const saved = useQuery(savedSearchesQuery(client)).data ?? []
  const folders = (useQuery(binsQuery(client)).data ?? []).filter((bin) => bin.kind === 'folder')
  const [name, setName] = useState('')
  const [kind, setKind] = useState<BinKind>('bin')
  const [searchId, setSearchId] = useState('')
  const [parentId, setParentId] = useState('')
  const { close } = windowStore.getState()
  const search = saved.find(({ id }) => id === searchId) ?? saved[0]
  // A smart bin may be called as its search is.
  const called = name.trim() === '' && kind === 'smart' ? (search?.name ?? '') : name.trim()
  const submit = async (): Promise<void> => {
    const made = await bins.create({
      name: called,
      ...(kind === 'folder' ? { kind } : {}),
      ...(kind === 'smart' && search !== undefined ? { searchId: search.id } : {}),
      ...(parentId === '' ? {} : { parentId }),
    })
    if (made === null) return
    close()
    navigate(`/bin/${made.id}`)
  }
  return (
    <FormSheet
      title="New bin"
      size="small"
      submitLabel="Make"
      canSubmit={called !== '' && (kind !== 'smart' || search !== undefined)}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <NamedTextField
        label="Name"
        value={name}
        maxLength={200}
        placeholder={kind === 'smart' ? called : ''}
        data-autofocus
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="export__presets new-bin__kinds">
        <legend className="visually-hidden">Kind</legend>
        {kinds.map((each) => (
          <label key={each.kind} className="export__preset">
            <input type="radio" name="kind" checked={each.kind === kind} onChange={() => setKind(each.kind)} />
            {each.label}
            <small>{each.hint}</small>
          </label>
        ))}
      </fieldset>
      {kind !== 'smart' ? null : saved.length === 0 ? (
        <p className="bins__none">Save a search first: it can then fill a smart bin.</p>
      ) : (
        <label className="export__field">
          Saved search
          <Select value={search?.id ?? ''} onChange={(event) => setSearchId(event.target.value)}>
            {saved.map(({ id, name: title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        </label>
      )}
      {folders.length === 0 ? null : (
        <label className="export__field">
          In folder
          <Select value={parentId} onChange={(event) => setParentId(event.target.value)}>
            <option value="">None</option>
            {folders.map(({ id, name: title }) => (
              <option key={id} value={id}>
                {title}
              </option>
            ))}
          </Select>
        </label>
      )}
    </FormSheet>
  )
}
