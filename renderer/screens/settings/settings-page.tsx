import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type CutSettings,
  cutRanges,
  decodeSlotsRange,
  limitRanges,
  type Settings,
  speechSettingSchema,
} from '../../../electron/contract/index.ts'
import { describeClientError } from '../../client/client-error.ts'
import { healthQuery, removedQuery, settingsQuery } from '../../queries/settings-queries.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { Message } from '../../ui/message.tsx'
import { Select } from '../../ui/select.tsx'
import { NumberField, Row } from './settings-row.tsx'
import './settings-page.css'

const detectors: readonly { readonly id: CutSettings['detector']; readonly name: string; readonly note: string }[] = [
  {
    id: 'persistent',
    name: 'GoodCLIPS',
    note: 'Compares structure as well as colour, and ignores single flashes. Best for most videos, black and white too.',
  },
  {
    id: 'content',
    name: 'Content',
    note: 'PySceneDetect’s detect-content: change of colour from one frame to the next.',
  },
  {
    id: 'adaptive',
    name: 'Adaptive',
    note: 'PySceneDetect’s detect-adaptive: change compared with the frames around it; fewer false cuts with moving cameras.',
  },
]

const CutSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const { cuts } = settings
  const change = (patch: Partial<CutSettings>): void => void stores.settings.patch({ cuts: { ...cuts, ...patch } })
  return (
    <section className="settings__section">
      <h2>Cutting into scenes</h2>
      <Row
        label="Detector"
        htmlFor="cut-detector"
        note={detectors.find((detector) => detector.id === cuts.detector)?.note ?? ''}
      >
        <Select
          id="cut-detector"
          value={cuts.detector}
          onChange={(event) => {
            const chosen = detectors.find((detector) => detector.id === event.target.value)
            if (chosen !== undefined) change({ detector: chosen.id, threshold: null })
          }}
        >
          {detectors.map((detector) => (
            <option key={detector.id} value={detector.id}>
              {detector.name}
            </option>
          ))}
        </Select>
      </Row>
      <Row
        label="Threshold"
        htmlFor="cut-threshold"
        note="How large a change counts as a cut. Lower finds more cuts, but also false ones. Empty: the detector’s default."
      >
        <NumberField
          id="cut-threshold"
          value={cuts.threshold}
          min={cutRanges.threshold.min}
          max={cutRanges.threshold.max}
          step={0.1}
          placeholder="own"
          onChange={(threshold) => change({ threshold })}
        />
      </Row>
      <Row
        label="Shortest scene"
        htmlFor="cut-length"
        note={`Scenes shorter than this are joined to the one before. At 24 frames a second this is ${(cuts.minSceneFrames / 24).toFixed(2)} s.`}
      >
        <NumberField
          id="cut-length"
          value={cuts.minSceneFrames}
          min={cutRanges.minSceneFrames.min}
          max={cutRanges.minSceneFrames.max}
          unit="frames"
          onChange={(frames) => {
            if (frames !== null) change({ minSceneFrames: Math.round(frames) })
          }}
        />
      </Row>
      <p className="settings__foot">
        These settings are for new videos. The details of a video show what it was cut with.
      </p>
    </section>
  )
}

const WorkSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  const { limits } = settings
  const patch = stores.settings.patch
  return (
    <section className="settings__section">
      <h2>Work and limits</h2>
      <Row
        label="Videos decoded at a time"
        htmlFor="decode-slots"
        note="More is faster on a large machine, and leaves less for other programs. Empty: half the processor’s cores."
      >
        <NumberField
          id="decode-slots"
          value={settings.decodeSlots}
          min={decodeSlotsRange.min}
          max={decodeSlotsRange.max}
          placeholder="auto"
          onChange={(slots) => void patch({ decodeSlots: slots === null ? null : Math.round(slots) })}
        />
      </Row>
      <Row
        label="Longest time for a stage"
        htmlFor="limit-factor"
        note="A stage is one step of the work on a video. One that takes longer than this many times the video’s length is stopped and shown in Activity."
      >
        <NumberField
          id="limit-factor"
          value={limits.wallClockFactor}
          min={limitRanges.wallClockFactor.min}
          max={limitRanges.wallClockFactor.max}
          step={0.5}
          unit="× length"
          onChange={(factor) => {
            if (factor !== null) void patch({ limits: { wallClockFactor: factor } })
          }}
        />
      </Row>
      <Row
        label="Shortest limit for a stage"
        htmlFor="limit-min"
        note="Even for a short video, a stage gets at least this much time."
      >
        <NumberField
          id="limit-min"
          value={Number((limits.minWallClockMs / 60_000).toFixed(2))}
          min={Number((limitRanges.minWallClockMs.min / 60_000).toFixed(2))}
          max={limitRanges.minWallClockMs.max / 60_000}
          unit="minutes"
          onChange={(minutes) => {
            if (minutes !== null)
              void patch({
                limits: { minWallClockMs: Math.max(limitRanges.minWallClockMs.min, Math.round(minutes * 60_000)) },
              })
          }}
        />
      </Row>
      <Row
        label="Longest time without progress"
        htmlFor="limit-stall"
        note="A stage without progress for this long is stopped."
      >
        <NumberField
          id="limit-stall"
          value={limits.noProgressMs / 1000}
          min={limitRanges.noProgressMs.min / 1000}
          max={limitRanges.noProgressMs.max / 1000}
          unit="seconds"
          onChange={(seconds) => {
            if (seconds !== null) void patch({ limits: { noProgressMs: Math.round(seconds * 1000) } })
          }}
        />
      </Row>
      <Row label="Largest picture" htmlFor="limit-pixels" note="Larger pictures are refused, to keep memory in bounds.">
        <NumberField
          id="limit-pixels"
          value={Number((limits.maxPixels / 1e6).toFixed(1))}
          min={limitRanges.maxPixels.min / 1e6}
          max={limitRanges.maxPixels.max / 1e6}
          step={0.1}
          unit="megapixels"
          onChange={(pixels) => {
            if (pixels !== null) void patch({ limits: { maxPixels: Math.round(pixels * 1e6) } })
          }}
        />
      </Row>
    </section>
  )
}

const speechChoices: Readonly<Record<Settings['speech'], string>> = {
  where_no_captions: 'Where there are no captions',
  always: 'Always',
  never: 'Never',
}

const SpeechSection = ({ settings }: { readonly settings: Settings }) => {
  const stores = useStores()
  return (
    <section className="settings__section">
      <h2>Speech</h2>
      <Row
        label="Turn speech into captions"
        htmlFor="speech"
        note="For new videos and those that were left out. It needs a speech model, which is chosen on the Models page."
      >
        <Select
          id="speech"
          value={settings.speech}
          onChange={(event) => {
            const chosen = speechSettingSchema.safeParse(event.target.value)
            if (chosen.success) void stores.settings.patch({ speech: chosen.data })
          }}
        >
          {speechSettingSchema.options.map((choice) => (
            <option key={choice} value={choice}>
              {speechChoices[choice]}
            </option>
          ))}
        </Select>
      </Row>
    </section>
  )
}

/** What removed videos still take, and the way to free it now. */
const RemovedRow = () => {
  const stores = useStores()
  const { data: removed } = useQuery({ ...removedQuery(stores.client), refetchOnMount: 'always' })
  const [busy, setBusy] = useState(false)
  const empty = removed === undefined || removed.videos === 0
  return (
    <Row
      label="Removed videos"
      note="Their data in the library is deleted an hour after they were removed. Your own files are never deleted."
    >
      <span className="settings__action">
        <span className="tabular">
          {empty ? 'None' : `${formatCount(removed.videos, 'video')} · ${formatBytes(removed.bytes)}`}
        </span>
        {empty ? null : (
          <Button
            disabled={busy}
            onClick={() => {
              setBusy(true)
              void stores.library
                .getState()
                .purgeRemoved()
                .then(() => setBusy(false))
            }}
          >
            {busy ? 'Freeing…' : 'Free space now'}
          </Button>
        )}
      </span>
    </Row>
  )
}

const AboutSection = () => {
  const { client, desktop } = useStores()
  const stats = useApp('status', (status) => status.stats)
  const version = useQuery(healthQuery(client)).data?.version
  return (
    <section className="settings__section">
      <h2>Library and version</h2>
      <Row label="Library folder" note="Start GoodCLIPS with --library to open another one.">
        <span className="settings__path selectable">{stats?.libraryPath ?? ''}</span>
      </Row>
      <Row label="Pictures and copies" note="Keyframes, filmstrips and playable copies, all made again when needed.">
        <span className="tabular">{stats === null ? '' : formatBytes(stats.mediaBytes)}</span>
      </Row>
      <Row label="Free on that disk" note="Imports stop with a message before it is full.">
        <span className="tabular">{stats === null ? '' : formatBytes(stats.diskFreeBytes)}</span>
      </Row>
      <RemovedRow />
      <Row label="Version" note="“goodclips doctor” in a terminal checks everything it needs.">
        <span className="tabular selectable">
          GoodCLIPS {version ?? ''} · {desktop === null ? 'browser window' : 'desktop app'}
        </span>
      </Row>
    </section>
  )
}

const themes: readonly { readonly id: Settings['theme']; readonly name: string }[] = [
  { id: 'system', name: 'Follow the system' },
  { id: 'dark', name: 'Dark' },
  { id: 'light', name: 'Light' },
]

/** Settings of the library and of this window, each with what it means. */
export const SettingsPage = () => {
  const stores = useStores()
  const theme = useApp('preferences', (preferences) => preferences.theme)
  const connection = useApp('status', (status) => status.connection)
  const {
    data: settings,
    error,
    refetch,
  } = useQuery({ ...settingsQuery(stores.client), enabled: connection === 'online', refetchOnMount: 'always' })
  if (settings === undefined && error !== null) {
    const { message, remedy } = describeClientError(error.failure)
    return (
      <Message title={message} detail={remedy}>
        <Button onClick={() => void refetch()}>Try again</Button>
      </Message>
    )
  }
  return (
    <>
      <div className="toolbar">
        <h1>Settings</h1>
      </div>
      <section className="page settings" aria-label="Settings">
        <section className="settings__section">
          <h2>Look</h2>
          <Row label="Theme" htmlFor="theme" note="Colours of the footage are easier to judge on a dark page.">
            <Select
              id="theme"
              value={theme}
              onChange={(event) => {
                const chosen = themes.find((candidate) => candidate.id === event.target.value)
                if (chosen === undefined) return
                stores.preferences.getState().change({ theme: chosen.id })
                void stores.settings.patch({ theme: chosen.id })
              }}
            >
              {themes.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </Select>
          </Row>
        </section>
        {settings === undefined ? null : (
          <>
            <CutSection settings={settings} />
            <SpeechSection settings={settings} />
            <WorkSection settings={settings} />
          </>
        )}
        <AboutSection />
      </section>
    </>
  )
}
