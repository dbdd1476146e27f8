import {
  ChevronFirst,
  ChevronLast,
  Maximize,
  Minimize,
  SkipBack,
  SkipForward,
  Volume1,
  Volume2,
  VolumeX,
} from 'lucide-react'
import type { VideoDetails } from '../../../electron/contract/index.ts'
import { useApp, useStores } from '../../stores/use-stores.tsx'
import { Button, IconButton } from '../../ui/button.tsx'
import { DropMenu } from '../../ui/menu.tsx'
import { Slider } from '../../ui/slider.tsx'
import { shownShortcut } from '../actions/shortcuts.ts'
import { PlayButton } from './play-button.tsx'
import { usePlayer, usePlayerState } from './player-store.ts'
import { playbackSpeeds } from './shuttle.ts'
import { SoundTrackMenu } from './sound-track-menu.tsx'
import { TimecodeField } from './timecode-field.tsx'

const SpeedMenu = () => {
  const { commands } = usePlayer()
  const speed = usePlayerState((state) => state.speed)
  const rate = usePlayerState((state) => state.rate)
  const shown = Math.abs(rate) > 1 || rate < 0 ? `${rate < 0 ? '−' : ''}${Math.abs(rate) * speed}×` : `${speed}×`
  return (
    <DropMenu
      entries={playbackSpeeds.map((value) => ({
        kind: 'choice',
        label: `${value}×`,
        checked: value === speed,
        onSelect: () => commands.setSpeed(value),
      }))}
    >
      <Button
        tone="quiet"
        className="player-controls__speed tabular"
        aria-label={`Speed ${shown}`}
        title="Playback speed"
      >
        {shown}
      </Button>
    </DropMenu>
  )
}

const Volume = () => {
  const { preferences } = useStores()
  const volume = useApp('preferences', (state) => state.volume)
  const muted = useApp('preferences', (state) => state.muted)
  const silent = muted || volume === 0
  return (
    <div className="player-controls__volume">
      <IconButton
        label={silent ? 'Sound on' : 'Mute'}
        onClick={() => preferences.getState().change(volume === 0 ? { muted: false, volume: 1 } : { muted: !muted })}
      >
        {silent ? (
          <VolumeX size={16} aria-hidden />
        ) : volume < 0.5 ? (
          <Volume1 size={16} aria-hidden />
        ) : (
          <Volume2 size={16} aria-hidden />
        )}
      </IconButton>
      <Slider
        className="player-controls__level"
        aria-label="Volume"
        title="Volume"
        min={0}
        max={100}
        value={muted ? 0 : Math.round(volume * 100)}
        onChange={(event) => preferences.getState().change({ volume: event.target.valueAsNumber / 100, muted: false })}
      />
    </div>
  )
}

/** The row of controls under the picture. */
export const PlayerControls = ({
  video,
  isFullscreen,
  onFullscreen,
}: {
  readonly video: VideoDetails
  readonly isFullscreen: boolean
  readonly onFullscreen: () => void
}) => {
  const { actions } = useStores()
  const run = (id: Parameters<typeof shownShortcut>[0]) => () => void actions.getState().run(id)
  return (
    <div className="player-controls" role="toolbar" aria-label="Player">
      <TimecodeField video={video} />
      <div className="player-controls__main">
        <IconButton
          label="Previous scene"
          keys={shownShortcut('player.previousScene')}
          onClick={run('player.previousScene')}
        >
          <SkipBack size={16} aria-hidden />
        </IconButton>
        <IconButton label="One frame back" keys={shownShortcut('player.stepBack')} onClick={run('player.stepBack')}>
          <ChevronFirst size={16} aria-hidden />
        </IconButton>
        <PlayButton size={18} className="player-controls__play" keys={() => shownShortcut('player.playPause')} />
        <IconButton
          label="One frame forward"
          keys={shownShortcut('player.stepForward')}
          onClick={run('player.stepForward')}
        >
          <ChevronLast size={16} aria-hidden />
        </IconButton>
        <IconButton label="Next scene" keys={shownShortcut('player.nextScene')} onClick={run('player.nextScene')}>
          <SkipForward size={16} aria-hidden />
        </IconButton>
      </div>
      <div className="player-controls__end">
        <div className="player-controls__marks">
          <Button
            tone="quiet"
            title={`Mark in  ${shownShortcut('player.markIn')}`}
            aria-label="Mark in"
            onClick={run('player.markIn')}
          >
            I
          </Button>
          <Button
            tone="quiet"
            title={`Mark out  ${shownShortcut('player.markOut')}`}
            aria-label="Mark out"
            onClick={run('player.markOut')}
          >
            O
          </Button>
        </div>
        <SpeedMenu />
        <SoundTrackMenu video={video} />
        <Volume />
        <IconButton
          label={isFullscreen ? 'Leave full screen' : 'Full screen'}
          keys={shownShortcut('player.fullScreen')}
          onClick={onFullscreen}
        >
          {isFullscreen ? <Minimize size={16} aria-hidden /> : <Maximize size={16} aria-hidden />}
        </IconButton>
      </div>
    </div>
  )
}
