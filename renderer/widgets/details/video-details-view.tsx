import { Link } from 'wouter'
import type { CaptionTrack, MediaStream, VideoDetails } from '../../../electron/contract/index.ts'
import { lengthText } from '../../../electron/contract/timecode.ts'
import { describeClientError } from '../../client/client-error.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useJobsOfVideo } from '../../stores/use-server.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { containerName } from '../../ui/container-name.ts'
import { formatBytes, formatCount, formatRate } from '../../ui/format.ts'
import { stateText, wasCancelled } from '../../ui/state-chip.tsx'
import { CaptionLinks } from '../captions/caption-links.tsx'
import { fileOf } from '../captions/caption-reading.ts'
import { MarkEditor } from '../marks/mark-editor.tsx'
import { thingOfVideo } from '../marks/marked-things.ts'
import { SoundTrackMenu } from '../player/sound-track-menu.tsx'
import { CutSettingsPart } from './cut-settings.tsx'
import { Facts } from './facts.tsx'
import { FileMetadataPart } from './file-metadata.tsx'
import { FilmParts } from './film-parts.tsx'
import { useVideoDetails } from './use-video-details.ts'
import './details-panel.css'

/** `4.2 Mbit/s`, `128 kbit/s`. */
const bitRateText = (bitsPerSecond: number): string =>
  bitsPerSecond >= 1e6 ? `${(bitsPerSecond / 1e6).toFixed(1)} Mbit/s` : `${Math.round(bitsPerSecond / 1000)} kbit/s`

/** Where the words of a caption track come from. */
const originOf = (track: CaptionTrack): string => {
  switch (track.source) {
    case 'sidecar':
      return fileOf(track) ?? 'file beside it'
    case 'stream':
      return 'in the file'
    case 'speech':
      return 'from what is said'
    case 'screen':
      return 'from text on screen'
    case 'notes':
      return 'from marks'
  }
}

const languageText = (code: string | null): string => {
  if (code === null || code === 'und') return ''
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(code) ?? code
  } catch {
    return code
  }
}

const streamText = (stream: MediaStream): string =>
  [
    stream.codec + (stream.profile === null ? '' : ` ${stream.profile}`),
    stream.width !== null && stream.height !== null ? `${stream.width} × ${stream.height}` : '',
    stream.frameRate === null ? '' : `${formatRate(stream.frameRate)} fps`,
    stream.pixelFormat ?? '',
    stream.channels === null ? '' : formatCount(stream.channels, 'channel'),
    stream.sampleRate === null ? '' : `${stream.sampleRate / 1000} kHz`,
    stream.bitRate === null ? '' : bitRateText(stream.bitRate),
    languageText(stream.language),
    stream.title ?? '',
    stream.isForced ? 'forced' : '',
  ]
    .filter((part) => part !== '')
    .join(' · ')

const kindNames: Readonly<Record<MediaStream['kind'], string>> = {
  video: 'Picture',
  audio: 'Sound',
  subtitle: 'Subtitles',
  attachment: 'Attachment',
  data: 'Data',
  cover: 'Cover art',
}

/** Runs what ended badly of a video again. */
const RunAgain = ({ videoId, label }: { readonly videoId: string; readonly label: string }) => {
  const { jobs } = useStores()
  const ended = useJobsOfVideo(videoId).filter(({ state }) => state === 'failed' || state === 'cancelled')
  return (
    <Button
      disabled={ended.length === 0}
      onClick={() => {
        for (const { id } of ended) void jobs.retry(id)
      }}
    >
      {label}
    </Button>
  )
}

const Chapters = ({ video }: { readonly video: VideoDetails }) => {
  const text = useMomentText(video)
  if (video.chapters.length === 0) return null
  return (
    <section className="details__section">
      <h3>Chapters</h3>
      <ul>
        {video.chapters.map((chapter) => (
          <li key={chapter.startMs} className="details__line tabular selectable">
            <Link to={`/video/${video.id}?t=${Math.max(0, chapter.startMs)}`} state={{}} className="details__jump">
              {text(chapter.startMs)}
            </Link>
            {chapter.title}
          </li>
        ))}
      </ul>
    </section>
  )
}

const Problems = ({ video }: { readonly video: VideoDetails }) => {
  const stores = useStores()
  // What a person cancelled is no warning, and is told once.
  const warnings = video.warnings.filter(({ code }) => code !== 'cancelled')
  const isStopped = video.error !== undefined && wasCancelled(video)
  return (
    <>
      {video.error === undefined ? null : (
        <div className="details__problem" data-tone={wasCancelled(video) ? 'plain' : 'danger'}>
          <strong>{wasCancelled(video) ? 'Not read' : video.error.message}</strong>
          <span>{wasCancelled(video) ? 'Reading this file was cancelled.' : video.error.remedy}</span>
          <RunAgain videoId={video.id} label={wasCancelled(video) ? 'Resume' : 'Try again'} />
        </div>
      )}
      {video.missing ? (
        <div className="details__problem" data-tone="warning">
          <strong>The file is not where it was.</strong>
          <span>Its scenes and captions stay. Show where it is now to play it again.</span>
          <Button onClick={() => stores.window.getState().open({ kind: 'locate', videoId: video.id })}>Locate…</Button>
        </div>
      ) : null}
      {warnings.map((warning) => (
        <div key={warning.code + warning.message} className="details__problem" data-tone="warning">
          {warning.message}
        </div>
      ))}
      {warnings.length < video.warnings.length && !isStopped ? (
        <div className="details__problem" data-tone="plain">
          <strong>Not read in full</strong>
          <span>A part of the work on it was cancelled.</span>
          <RunAgain videoId={video.id} label="Resume" />
        </div>
      ) : null}
      {video.state === 'partial' && video.problemDismissed !== true && warnings.length > 0 ? (
        <Button tone="quiet" onClick={() => void stores.problems.dismiss([video.id])}>
          Dismiss
        </Button>
      ) : null}
    </>
  )
}

/** Everything known about one video: facts, streams, captions, chapters, places. */
export const VideoDetailsView = ({ videoId }: { readonly videoId: string }) => {
  const { video, failure } = useVideoDetails(videoId)
  const live = useApp('library', (library) => library.videos.get(videoId))
  if (video === null) {
    return (
      <div className="details">
        <h2 className="details__title">{live?.title ?? ''}</h2>
        {failure === null ? null : <p className="details__note">{describeClientError(failure).message}</p>}
      </div>
    )
  }
  const shown = live ?? video
  return (
    <div className="details">
      <h2 className="details__title selectable">{shown.title}</h2>
      <Problems video={video} />
      <MarkEditor heading="Marks" things={[thingOfVideo(shown)]} />
      <Facts
        rows={[
          ['State', stateText(shown)],
          [
            'Length',
            video.durationMs > 0
              ? lengthText({ frames: video.frameCount, durationMs: video.durationMs }, video.frameRate)
              : '',
          ],
          ['Frames', video.frameCount > 0 ? video.frameCount.toLocaleString() : ''],
          ['Scenes', shown.sceneCount.toLocaleString()],
          ['Captions', shown.captionCount.toLocaleString()],
          ['Picture', video.width > 0 ? `${video.width} × ${video.height}` : ''],
          [
            'Frame rate',
            video.frameRate === null
              ? ''
              : `${formatRate(video.frameRate)} fps${video.frameRate.den === 1 ? '' : ` (${video.frameRate.num}/${video.frameRate.den})`}${video.variableFrameRate ? ', variable' : ''}`,
          ],
          ['Rotation', video.rotationDegrees === 0 ? '' : `${video.rotationDegrees}°`],
          ['HDR', video.hdr === 'none' ? '' : video.hdr.toUpperCase()],
          ['Container', containerName(video.container)],
          ['Size', formatBytes(video.sizeBytes)],
          ['Recorded', video.recordedAt === null ? '' : new Date(video.recordedAt).toLocaleString()],
          ['Added', new Date(video.addedAt).toLocaleString()],
          ...Object.entries(video.camera).map(
            ([name, value]) => [name.charAt(0).toUpperCase() + name.slice(1), value] as const,
          ),
        ]}
      />
      {video.streams.length === 0 ? null : (
        <section className="details__section">
          <div className="details__heading">
            <h3>Streams</h3>
            <SoundTrackMenu video={video} />
          </div>
          <ul>
            {video.streams.map((stream) => (
              <li key={stream.index} className="details__line selectable">
                <span className="details__kind">{kindNames[stream.kind]}</span>
                {streamText(stream)}
              </li>
            ))}
          </ul>
        </section>
      )}
      {video.captionTracks.length === 0 ? null : (
        <section className="details__section">
          <h3>Captions</h3>
          <ul>
            {video.captionTracks.map((track) => (
              <li key={track.track} className="details__line selectable">
                <span className="details__kind">{languageText(track.language) || `Track ${track.track + 1}`}</span>
                {[
                  originOf(track),
                  track.codec,
                  track.title ?? '',
                  track.readable ? formatCount(track.cueCount, 'cue') : (track.note ?? 'found, not read'),
                ]
                  .filter((part) => part !== '')
                  .join(' · ')}
                {track.readable ? <CaptionLinks videoId={video.id} track={track} /> : null}
              </li>
            ))}
          </ul>
        </section>
      )}
      <Chapters video={video} />
      <FileMetadataPart video={shown} />
      <CutSettingsPart video={video} />
      <section className="details__section">
        <h3>{video.locations.length > 1 ? 'Copies of the same file' : 'File'}</h3>
        <ul>
          {video.locations.map((location) => (
            <li key={location.path} className="details__path selectable" data-gone={!location.exists}>
              {location.path}
              {location.exists ? '' : ' (not there now)'}
              {location.parts === undefined ? null : <FilmParts parts={location.parts} video={video} />}
            </li>
          ))}
          {video.locations.length === 0 ? (
            <li className="details__path selectable" data-gone>
              {video.path} (last seen here; another video has this place now)
            </li>
          ) : null}
          {(video.cameraProxies ?? []).map((path) => (
            <li key={path} className="details__path selectable">
              {path} (camera’s small copy)
            </li>
          ))}
        </ul>
      </section>
    </div>
  )
}
