import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation } from 'wouter'
import type { BinEntry } from '../../../electron/contract/index.ts'
import { binsQuery } from '../../queries/bin-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { binSummary } from './bin-length.ts'
import './bins.css'

/** Chooses the bin that ranges go into, or makes one. Without ranges it only makes one, and opens it. */
export const ChooseBinSheet = ({ entries }: { readonly entries: readonly BinEntry[] }) => {
  const { client, bins, window: windowStore } = useStores()
  const [, navigate] = useLocation()
  const { data = [] } = useQuery(binsQuery(client))
  const [name, setName] = useState('')
  const { close } = windowStore.getState()
  const plain = data.filter(({ kind }) => kind === 'bin')
  const shown = plain.filter((bin) => bin.name.toLowerCase().includes(name.trim().toLowerCase()))
  const addTo = (binId: string): void => {
    close()
    void bins.add(entries, binId)
  }
  const submit = async (): Promise<void> => {
    const same = plain.find((bin) => bin.name.toLowerCase() === name.trim().toLowerCase())
    const bin = (entries.length > 0 ? same : undefined) ?? (await bins.create({ name: name.trim() }))
    if (bin === null) return
    close()
    if (entries.length > 0) await bins.add(entries, bin.id)
    else navigate(`/bin/${bin.id}`)
  }
  return (
    <FormSheet
      title={entries.length === 0 ? 'New bin' : 'Add to bin'}
      size="small"
      submitLabel={entries.length === 0 ? 'Make' : 'Add'}
      canSubmit={name.trim() !== ''}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <NamedTextField
        label={entries.length === 0 ? 'Name' : 'New bin, or find one'}
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.target.value)}
      />
      {entries.length === 0 || shown.length === 0 ? null : (
        <div className="choose-bin">
          {shown.map((bin) => (
            <button key={bin.id} type="button" className="choose-bin__line" onClick={() => addTo(bin.id)}>
              <span className="bins__name">{bin.name}</span>
              <span className="bins__sum tabular">{binSummary(bin)}</span>
            </button>
          ))}
        </div>
      )}
    </FormSheet>
  )
}
