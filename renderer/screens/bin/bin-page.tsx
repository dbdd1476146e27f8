import { useQuery } from '@tanstack/react-query'
import { Copy, FolderOpen, Play, Square, Trash2, Upload } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useLocation } from 'wouter'
import type { Bin, BinDetails, BinItem } from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { binQuery, binsQuery } from '../../queries/bin-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { Select } from '../../ui/select.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useAction } from '../../widgets/actions/use-action.ts'
import { shortLength } from '../../widgets/bins/bin-length.ts'
import { BinPlayer } from './bin-player.tsx'
import { BinRow, type RowActs } from './bin-row.tsx'
import './bin-page.css'

const noBins: readonly Bin[] = []

const Ranges = ({ bin }: { readonly bin: BinDetails }) => {
  const { bins, client, dragOut, window: windowStore } = useStores()
  const all = useQuery(binsQuery(client)).data ?? noBins
  const folders = all.filter(({ id, kind }) => kind === 'folder' && id !== bin.id)
  const [, navigate] = useLocation()
  const [playing, setPlaying] = useState<number | null>(null)
  const { items } = bin
  const ready = (from: number): number | null => {
    const next = items.findIndex(({ state }, index) => index >= from && state === 'ready')
    return next < 0 ? null : next
  }
  const acts: RowActs = {
    trim: (item, range) => void bins.changeItems(bin.id, { items: [{ id: item.id, ...range }] }),
    dragOut: ({ videoId, startFrame, endFrame }) =>
      dragOut.begin({ source: { ranges: [{ videoId, startFrame, endFrame }] }, videoIds: [videoId] }),
    handles: (item, handlesFrames) => void bins.changeItems(bin.id, { items: [{ id: item.id, handlesFrames }] }),
    note: (item, note) => void bins.changeItems(bin.id, { items: [{ id: item.id, note }] }),
    move: (item, to) => {
      const others = items.map(({ id }) => id).filter((id) => id !== item.id)
      if (to < 0 || to > others.length) return
      void bins.changeItems(bin.id, { order: others.toSpliced(to, 0, item.id) })
    },
    duplicate: ({ videoId, startFrame, endFrame, note, handlesFrames }) =>
      void bins.add([{ videoId, startFrame, endFrame, note, handlesFrames }], bin.id),
    remove: (item) => void bins.changeItems(bin.id, { remove: [item.id] }),
    play: (index) => setPlaying(index),
  }
  const exportIt =
    items.length === 0
      ? null
      : () =>
          windowStore
            .getState()
            .open({ kind: 'export', source: { binId: bin.id }, name: bin.name, count: items.length })
  useAction('export.open', exportIt)
  const onShow: BinItem | undefined = playing === null ? undefined : items[playing]
  useEffect(() => {
    if (playing !== null && items[playing] === undefined) setPlaying(null)
  }, [playing, items])
  return (
    <>
      <div className="toolbar">
        <h1 className="visually-hidden">{bin.name}</h1>
        <TextField
          key={bin.name}
          className="bin-page__name"
          aria-label="Name of the bin"
          defaultValue={bin.name}
          maxLength={200}
          onBlur={(event) => {
            const name = event.target.value.trim()
            if (name !== '' && name !== bin.name) void bins.change(bin.id, { name })
          }}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur()
          }}
        />
        <span className="toolbar__count tabular">
          {bin.kind === 'folder' ? 'Folder' : `${formatCount(items.length, 'range')} · ${shortLength(bin.durationMs)}`}
        </span>
        <span className="toolbar__space" />
        <Button disabled={ready(0) === null} onClick={() => setPlaying(playing === null ? ready(0) : null)}>
          {playing === null ? <Play size={14} aria-hidden /> : <Square size={14} aria-hidden />}
          {playing === null ? 'Play all' : 'Stop'}
        </Button>
        <Button tone="primary" disabled={exportIt === null} onClick={() => exportIt?.()}>
          <Upload size={14} aria-hidden />
          Export…
        </Button>
        {folders.length === 0 ? null : (
          <Select
            className="bin-page__folder"
            aria-label="Folder of the bin"
            value={bin.parentId ?? ''}
            onChange={(event) =>
              void bins.change(bin.id, { parentId: event.target.value === '' ? null : event.target.value })
            }
          >
            <option value="">No folder</option>
            {folders.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </Select>
        )}
        {bin.kind === 'folder' ? null : (
          <IconButton
            label={bin.kind === 'smart' ? 'Keep what is found now as a bin' : 'Duplicate this bin'}
            onClick={() =>
              void bins.duplicate(bin).then((made) => {
                if (made !== null) navigate(`/bin/${made.id}`)
              })
            }
          >
            <Copy size={15} aria-hidden />
          </IconButton>
        )}
        <IconButton
          label="Delete this bin"
          onClick={() => {
            void bins.remove(bin)
            navigate('/library')
          }}
        >
          <Trash2 size={15} aria-hidden />
        </IconButton>
      </div>
      {onShow === undefined ? null : (
        <BinPlayer item={onShow} onEnd={() => setPlaying(playing === null ? null : ready(playing + 1))} />
      )}
      {items.length === 0 ? (
        <Message
          icon={<FolderOpen size={28} aria-hidden />}
          title={bin.kind === 'smart' ? 'Nothing found now' : bin.kind === 'folder' ? 'A folder of bins' : 'Empty bin'}
          detail={
            bin.kind === 'bin'
              ? 'Select scenes or mark a range, and press B to put them here.'
              : bin.kind === 'smart'
                ? 'The saved search finds nothing that stands out.'
                : 'Its bins are in the list beside.'
          }
        />
      ) : (
        <ol className="page bin-page" aria-label="Ranges">
          {items.map((item, index) => (
            <BinRow
              key={item.id}
              item={item}
              index={index}
              last={index === items.length - 1}
              readOnly={bin.kind !== 'bin'}
              playing={index === playing}
              acts={acts}
            />
          ))}
        </ol>
      )}
    </>
  )
}

/** A bin: its ranges in order, to trim, note, order, play and export. */
export const BinPage = ({ binId }: { readonly binId: string }) => {
  const { client } = useStores()
  const { data: bin, error, refetch } = useQuery(binQuery(client, binId))
  if (bin !== undefined) return <Ranges bin={bin} />
  if (error === null) return null
  const { message, remedy } = describeClientError(error.failure)
  return (
    <Message title={message} detail={remedy}>
      <Button onClick={() => void refetch()}>Try again</Button>
    </Message>
  )
}
