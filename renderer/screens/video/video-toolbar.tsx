import { ArrowLeft, Captions, CaptionsOff, Search } from 'lucide-react'
import { useLocation } from 'wouter'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { onlyFilmOf, withOnlyFilm } from '../../stores/search/search-query.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { StateChip } from '../../ui/state-chip.tsx'
import { useAction } from '../../widgets/actions/use-action.ts'
import { useSearchControl } from '../../widgets/search/use-search-control.ts'
import { DetailsToggle } from '../../widgets/toolbar/details-toggle.tsx'

/** Limits the search to the film, or lifts that; what is looked for stays. */
const OnlyHere = ({ videoId }: { readonly videoId: string }) => {
  const { search, actions } = useStores()
  const control = useSearchControl()
  const isOn = useApp('search', (state) => onlyFilmOf(state.query) === videoId)
  const turn = (): void => {
    control.stay(withOnlyFilm(search.getState().query, isOn ? null : videoId))
    if (!isOn) actions.getState().run('search.focus')
  }
  useAction('search.inFilm', turn, isOn)
  return (
    <Button tone="quiet" className="video-toolbar__only" aria-pressed={isOn} onClick={turn}>
      <Search size={15} aria-hidden />
      Only in this film
    </Button>
  )
}

/** The bar above the film: where one came from, its name and state. */
export const VideoToolbar = ({
  video,
  title,
  state,
  captionsOn,
  onCaptions,
}: {
  readonly video: VideoDetails | null
  readonly title: string
  readonly state: Parameters<typeof StateChip>[0]['video'] | null
  /** Whether cues are drawn on the picture; null without a track. */
  readonly captionsOn: boolean | null
  readonly onCaptions: () => void
}) => {
  const [, navigate] = useLocation()
  return (
    <div className="toolbar video-toolbar">
      <IconButton
        label="Back"
        onClick={() => {
          if (globalThis.history.length > 1) globalThis.history.back()
          else navigate('/library')
        }}
      >
        <ArrowLeft size={16} aria-hidden />
      </IconButton>
      <h1 title={title}>{title}</h1>
      {state === null ? null : <StateChip video={state} />}
      {video === null || video.width === 0 ? null : (
        <span className="toolbar__count tabular">
          {video.width} × {video.height}
          {video.frameRate === null ? '' : ` · ${Number((video.frameRate.num / video.frameRate.den).toFixed(3))} fps`}
          {video.hdr === 'none' ? '' : ` · ${video.hdr.toUpperCase()}`}
        </span>
      )}
      <span className="toolbar__space" />
      {video === null ? null : <OnlyHere videoId={video.id} />}
      {captionsOn === null ? null : (
        <IconButton label="Captions on the picture" pressed={captionsOn} onClick={onCaptions}>
          {captionsOn ? <Captions size={16} aria-hidden /> : <CaptionsOff size={16} aria-hidden />}
        </IconButton>
      )}
      <DetailsToggle />
    </div>
  )
}
