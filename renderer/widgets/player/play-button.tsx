import { Pause, Play } from 'lucide-react'
import { IconButton } from '../../ui/button.tsx'
import { usePlayer, usePlayerState } from './player-store.ts'

/** Plays, or pauses what plays. */
export const PlayButton = ({
  keys,
  size,
  className = '',
}: {
  /** The shortcut that does what a press does now. */
  readonly keys: (runs: boolean) => string
  /** Of its picture, in pixels. */
  readonly size: number
  readonly className?: string
}) => {
  const { commands } = usePlayer()
  const runs = usePlayerState((state) => state.rate !== 0)
  const Picture = runs ? Pause : Play
  return (
    <IconButton
      label={runs ? 'Pause' : 'Play'}
      keys={keys(runs)}
      className={className}
      onClick={() => commands.shuttle('toggle')}
    >
      <Picture size={size} aria-hidden fill="currentColor" />
    </IconButton>
  )
}
