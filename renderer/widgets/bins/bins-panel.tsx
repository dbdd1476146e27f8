import { useQuery } from '@tanstack/react-query'
import { Folder, FolderOpen, Plus, Sparkles } from 'lucide-react'
import { type DragEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { z } from 'zod'
import { type Bin, binEntrySchema } from '../../../electron/contract/index.ts'
import { binsQuery } from '../../queries/bin-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { binSummary } from './bin-length.ts'
import { rangesType } from './range-entries.ts'
import './bins.css'

/** Bins as a tree: those of a folder follow it, one step in. */
const inFolders = (
  bins: readonly Bin[],
  parentId: string | null = null,
  depth = 0,
): readonly { readonly bin: Bin; readonly depth: number }[] =>
  bins
    .filter((bin) => bin.parentId === parentId)
    .flatMap((bin) => [{ bin, depth }, ...(bin.kind === 'folder' ? inFolders(bins, bin.id, depth + 1) : [])])

const readEntries = (text: string) => {
  try {
    return z.array(binEntrySchema).safeParse(JSON.parse(text)).data ?? []
  } catch {
    return []
  }
}

const BinLine = ({ bin, depth, current }: { readonly bin: Bin; readonly depth: number; readonly current: boolean }) => {
  const { bins, preferences } = useStores()
  const [location] = useLocation()
  const [over, setOver] = useState(false)
  const takes = (event: DragEvent): boolean => bin.kind === 'bin' && event.dataTransfer.types.includes(rangesType)
  const Icon = bin.kind === 'smart' ? Sparkles : bin.kind === 'folder' ? Folder : FolderOpen
  return (
    <li>
      <Link
        to={`/bin/${bin.id}`}
        className="bins__line"
        data-current={current}
        data-over={over}
        style={{ paddingInlineStart: `${8 + depth * 14}px` }}
        aria-current={location === `/bin/${bin.id}` ? 'page' : undefined}
        title={current ? `${bin.name}: B adds to this bin` : bin.name}
        onClick={() => {
          if (bin.kind === 'bin') preferences.getState().change({ currentBin: bin.id })
        }}
        onDragOver={(event) => {
          if (!takes(event)) return
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          if (!takes(event)) return
          event.preventDefault()
          event.stopPropagation()
          setOver(false)
          void bins.add(readEntries(event.dataTransfer.getData(rangesType)), bin.id)
        }}
      >
        <Icon size={14} aria-hidden />
        <span className="bins__name">{bin.name}</span>
        {current ? <kbd className="bins__key">B</kbd> : null}
        <span className="bins__sum tabular">{binSummary(bin)}</span>
      </Link>
    </li>
  )
}

/** The bins beside the stage; the current one, to which B adds, is marked. */
export const BinsPanel = () => {
  const stores = useStores()
  const { data: bins = [], isSuccess } = useQuery(binsQuery(stores.client))
  const chosen = useApp('preferences', (state) => state.currentBin)
  const plain = bins.filter(({ kind }) => kind === 'bin')
  const currentId = (plain.find(({ id }) => id === chosen) ?? plain[0])?.id
  return (
    <nav className="bins" aria-label="Bins">
      <div className="bins__head">
        <h2>Bins</h2>
        <IconButton label="New bin" onClick={() => stores.window.getState().open({ kind: 'choose-bin', entries: [] })}>
          <Plus size={16} aria-hidden />
        </IconButton>
      </div>
      {isSuccess && bins.length === 0 ? (
        <p className="bins__none">
          Select scenes and press <kbd>B</kbd> to keep them here.
        </p>
      ) : (
        <ul className="bins__list">
          {inFolders(bins).map(({ bin, depth }) => (
            <BinLine key={bin.id} bin={bin} depth={depth} current={bin.id === currentId} />
          ))}
        </ul>
      )}
    </nav>
  )
}
