import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useState } from 'react'
import type { CutSettings, VideoDetails } from '../../../electron/contract/index.ts'
import { timecodeText } from '../../../electron/contract/timecode.ts'
import { settingsQuery } from '../../queries/settings-queries.ts'
import { knownDetails, scenesPreviewQuery } from '../../queries/video-queries.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { Slider } from '../../ui/slider.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { detectorThresholds, sensitivityOf, thresholdOf } from './cut-sensitivity.ts'
import './cut-settings.css'

const detectors: readonly { readonly id: CutSettings['detector']; readonly name: string; readonly note: string }[] = [
  {
    id: 'persistent',
    name: 'GoodCLIPS',
    note: 'A cut is a change that stays. Compares structure as well as colour, and ignores single flashes.',
  },
  { id: 'content', name: 'Content', note: 'A cut is a large change of colour from one frame to the next.' },
  {
    id: 'adaptive',
    name: 'Adaptive',
    note: 'A cut is a change much larger than those around it; fewer false cuts with moving cameras.',
  },
]

const isSame = (left: CutSettings, right: CutSettings): boolean =>
  left.detector === right.detector && left.threshold === right.threshold && left.minSceneFrames === right.minSceneFrames

/** A slider that moves asks once it has rested for so long. */
const previewAfterMs = 120

/** How many scenes the draft would give, as a sentence; empty while that is not known. */
const usePreviewText = (video: VideoDetails, draft: CutSettings): string => {
  const { client } = useStores()
  const [rested, setRested] = useState(draft)
  useEffect(() => {
    const timer = setTimeout(() => setRested(draft), previewAfterMs)
    return () => clearTimeout(timer)
  }, [draft])
  const isOther = !isSame(rested, video.cuts)
  const { data } = useQuery({ ...scenesPreviewQuery(client, video.id, rested), enabled: isOther })
  if (!isOther || data === undefined) return `${formatCount(video.sceneCount, 'scene')} now.`
  return `${formatCount(data.sceneCount, 'scene')} with these settings, ${video.sceneCount.toLocaleString()} now.`
}

const CutForm = ({ video }: { readonly video: VideoDetails }) => {
  const { cache, client, toasts, videos } = useStores()
  const library = useQuery(settingsQuery(client)).data?.cuts ?? null
  const [draft, setDraft] = useState<CutSettings>(video.cuts)
  const [busy, setBusy] = useState(false)
  const preview = usePreviewText(video, draft)
  const id = useId()
  const own = detectorThresholds[draft.detector].own
  const isOwn = library !== null && !isSame(video.cuts, library)
  const frameMs =
    video.frameRate === null || video.frameRate.num <= 0 ? 40 : (1000 * video.frameRate.den) / video.frameRate.num
  const cut = async (cuts: CutSettings | null): Promise<void> => {
    const before = isOwn || library === null ? video.cuts : null
    const scenesBefore = video.sceneCount
    setBusy(true)
    const done = await videos.recut(video.id, cuts)
    setBusy(false)
    if (!done) return
    toasts.getState().show({
      message: `“${video.title}” is cut again`,
      detail: `It has ${formatCount(knownDetails(cache, video.id)?.sceneCount ?? 0, 'scene')} now, ${scenesBefore.toLocaleString()} before. The file itself was not touched.`,
      action: { label: 'Undo', run: () => void videos.recut(video.id, before) },
    })
  }
  return (
    <form
      className="cut-form"
      onSubmit={(event) => {
        event.preventDefault()
        void cut(draft)
      }}
    >
      <label className="cut-form__name" htmlFor={`${id}-detector`}>
        Detector
      </label>
      <Select
        id={`${id}-detector`}
        aria-describedby={`${id}-detector-note`}
        value={draft.detector}
        onChange={(event) => {
          const chosen = detectors.find((detector) => detector.id === event.target.value)
          if (chosen !== undefined) setDraft({ ...draft, detector: chosen.id, threshold: null })
        }}
      >
        {detectors.map((detector) => (
          <option key={detector.id} value={detector.id}>
            {detector.name}
          </option>
        ))}
      </Select>
      <p id={`${id}-detector-note`} className="cut-form__note">
        {detectors.find((detector) => detector.id === draft.detector)?.note}
      </p>
      <label className="cut-form__name" htmlFor={`${id}-sensitivity`}>
        Sensitivity
      </label>
      <Slider
        id={`${id}-sensitivity`}
        min={-50}
        max={50}
        aria-describedby={`${id}-sensitivity-note`}
        aria-valuetext={draft.threshold === null ? 'the detector’s own' : `threshold ${draft.threshold}`}
        value={sensitivityOf(draft.detector, draft.threshold)}
        onChange={(event) => setDraft({ ...draft, threshold: thresholdOf(draft.detector, event.target.valueAsNumber) })}
      />
      <p id={`${id}-sensitivity-note`} className="cut-form__note tabular">
        {draft.threshold === null
          ? `The detector’s own threshold, ${own}. Right finds more cuts, left fewer.`
          : `Threshold ${draft.threshold}, ${draft.threshold < own ? 'finds more cuts than' : 'finds fewer cuts than'} its own ${own}.`}
      </p>
      <label className="cut-form__name" htmlFor={`${id}-length`}>
        Shortest scene
      </label>
      <span className="cut-form__length">
        <TextField
          id={`${id}-length`}
          type="number"
          className="tabular"
          min={1}
          max={10_000}
          required
          value={draft.minSceneFrames}
          onChange={(event) => {
            const frames = event.target.valueAsNumber
            if (Number.isInteger(frames) && frames >= 1 && frames <= 10_000) {
              setDraft({ ...draft, minSceneFrames: frames })
            }
          }}
        />
        <span className="cut-form__note">{draft.minSceneFrames === 1 ? 'frame' : 'frames'}</span>
      </span>
      <p className="cut-form__note tabular">
        {timecodeText(draft.minSceneFrames * frameMs, video.frameRate)} at the rate of this film.
      </p>
      <output className="cut-form__note tabular" htmlFor={`${id}-detector ${id}-sensitivity ${id}-length`}>
        {preview}
      </output>
      <div className="cut-form__buttons">
        <Button type="submit" disabled={busy || isSame(draft, video.cuts)}>
          {busy ? 'Cutting…' : 'Cut again'}
        </Button>
        {isOwn ? (
          <Button tone="quiet" disabled={busy} onClick={() => void cut(null)}>
            Use the library’s
          </Button>
        ) : null}
      </div>
      <p className="cut-form__note">
        {isOwn ? 'This video has settings of its own. ' : 'Uses the settings of the library. '}
        The video is not decoded again; scenes change, captions stay.
      </p>
    </form>
  )
}

/** How this video is cut into scenes, and cutting it again another way. */
export const CutSettingsPart = ({ video }: { readonly video: VideoDetails }) =>
  video.sceneCount === 0 ? null : (
    <section className="details__section">
      <h3>Cutting into scenes</h3>
      <CutForm key={JSON.stringify([video.id, video.cuts])} video={video} />
    </section>
  )
