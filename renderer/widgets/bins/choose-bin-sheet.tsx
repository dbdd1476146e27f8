import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BinEntry } from '../../../electron/contract/index.ts'
import { binsQuery } from '../../queries/bin-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormSheet } from '../../ui/form-sheet.tsx'
import { NamedTextField } from '../../ui/text-field.tsx'
import { binSummary } from './bin-length.ts'
import './bins.css'

/** Chooses the bin that ranges go into, or makes one. */
export const ChooseBinSheet = ({ entries }: { readonly entries: readonly BinEntry[] }) => {
  const { client, bins, window: windowStore } = useStores()
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
    const bin = same ?? (await bins.create({ name: name.trim() }))
    if (bin === null) return
    close()
    await bins.add(entries, bin.id)
  }
  return (
    <FormSheet
      title="Add to bin"
      size="small"
      submitLabel="Add"
      canSubmit={name.trim() !== ''}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <NamedTextField
        label="New bin, or find one"
        value={name}
        maxLength={200}
        data-autofocus
        onChange={(event) => setName(event.target.value)}
      />
      {shown.length === 0 ? null : (
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
