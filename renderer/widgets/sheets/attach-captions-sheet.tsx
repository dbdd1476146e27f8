import { useEffect, useState } from 'react'
import type { Video } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { FormNote, FormSheet } from '../../ui/form-sheet.tsx'
import { fileNameOf } from '../../ui/format.ts'
import { NamedTextField } from '../../ui/text-field.tsx'
import './attach-captions-sheet.css'

const mostShown = 50
const restMs = 150

/** Asks to which video a caption file belongs that shares the name of none. */
export const AttachCaptionsSheet = ({ path }: { readonly path: string }) => {
  const { client, imports, window: page } = useStores()
  const [name, setName] = useState('')
  const [videos, setVideos] = useState<readonly Video[] | null>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const [busy, setBusy] = useState(false)
  const { close } = page.getState()
  useEffect(() => {
    const abort = new AbortController()
    const timer = setTimeout(() => {
      const query = { limit: mostShown, ...(name.trim() === '' ? {} : { q: name.trim() }) }
      void client.call('listVideos', { query }, abort.signal).then((answer) => {
        if (!answer.ok) return
        setVideos(answer.value.items)
        setChosen((id) =>
          answer.value.items.some((video) => video.id === id) ? id : (answer.value.items[0]?.id ?? null),
        )
      })
    }, restMs)
    return () => {
      clearTimeout(timer)
      abort.abort()
    }
  }, [client, name])
  const submit = async (): Promise<void> => {
    if (chosen === null) return
    setBusy(true)
    const attached = await imports.getState().attachCaptions(path, chosen)
    setBusy(false)
    if (attached) close()
  }
  return (
    <FormSheet
      title="Attach to which video?"
      submitLabel={busy ? 'Attaching…' : 'Attach'}
      canSubmit={!busy && chosen !== null}
      onClose={close}
      onSubmit={() => void submit()}
    >
      <FormNote>
        No video shares the name of <span className="path selectable">{fileNameOf(path)}</span>.
      </FormNote>
      <NamedTextField
        label="Search videos"
        value={name}
        data-autofocus
        spellCheck={false}
        onChange={(event) => setName(event.target.value)}
      />
      <fieldset className="attach-captions">
        <legend className="visually-hidden">Videos</legend>
        {videos?.map((video) => (
          <label key={video.id} className="attach-captions__video">
            <input type="radio" name="video" checked={video.id === chosen} onChange={() => setChosen(video.id)} />
            <span className="attach-captions__picture">
              {video.posterUrl === null ? null : <img src={video.posterUrl} alt="" />}
            </span>
            <span className="attach-captions__title">{video.title}</span>
          </label>
        ))}
        {videos?.length === 0 ? <p className="attach-captions__none">No video is found by that.</p> : null}
      </fieldset>
    </FormSheet>
  )
}
