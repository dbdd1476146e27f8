import { useQuery } from '@tanstack/react-query'
import { FileInput, Folder, FolderOpen, Plus, Sparkles } from 'lucide-react'
import { Link, useLocation } from 'wouter'
import { z } from 'zod'
import { type Bin, binEntrySchema } from '../../../electron/contract/index.ts'
import { binsQuery } from '../../queries/bin-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import { useDrop } from '../list/use-drop.ts'
import { binSummary } from './bin-length.ts'
import { rangesType } from './range-entries.ts'
import './bins.css'

/** Type of a dragged bin: its id. */
const binType = 'application/x-goodclips-bin'
const ranges = [rangesType]
const otherBins = [binType]
const nothing: readonly string[] = []

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
  const { bins, dragOut, preferences } = useStores()
  const [location] = useLocation()
  const drop = useDrop(bin.kind === 'bin' ? ranges : bin.kind === 'folder' ? otherBins : nothing, (type, text) => {
    if (type === rangesType) void bins.add(readEntries(text), bin.id)
    else if (text !== bin.id) void bins.change(text, { parentId: bin.id })
  })
  const Icon = bin.kind === 'smart' ? Sparkles : bin.kind === 'folder' ? Folder : FolderOpen
  return (
    <li>
      <Link
        to={`/bin/${bin.id}`}
        className="bins__line"
        data-current={current}
        style={{ paddingInlineStart: `${8 + depth * 14}px` }}
        aria-current={location === `/bin/${bin.id}` ? 'page' : undefined}
        title={current ? `${bin.name}: B adds to this bin` : bin.name}
        onClick={() => {
          if (bin.kind === 'bin') preferences.getState().change({ currentBin: bin.id })
        }}
        onDragStart={(event) => {
          const files = { source: { binId: bin.id }, videoIds: [] }
          if (event.altKey && bin.kind === 'bin' && dragOut.begin(files)) event.preventDefault()
          else event.dataTransfer.setData(binType, bin.id)
        }}
        {...drop}
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
        <IconButton label="Import a list from an editor" onClick={() => stores.actions.getState().run('bin.import')}>
          <FileInput size={16} aria-hidden />
        </IconButton>
        <IconButton label="New bin" onClick={() => stores.window.getState().open({ kind: 'new-bin' })}>
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
