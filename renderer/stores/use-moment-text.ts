import { momentText, type Rational, type SourceTimecode } from '../../electron/contract/index.ts'
import { useApp } from './use-stores.tsx'

/** What times of a film are written by. */
export interface TimedFilm {
  readonly frameRate: Rational | null
  readonly sourceTimecode?: SourceTimecode | null | undefined
}

/** The timecode that a film's times are to count from now; null: from its beginning. */
export const useTimesFrom = (film: TimedFilm | null): SourceTimecode | null => {
  const fromSource = useApp('preferences', (preferences) => preferences.timesFrom === 'source')
  return fromSource ? (film?.sourceTimecode ?? null) : null
}

/** Writes times of a film, in ms, as the person wants them: from its beginning, or as its camera counted. */
export const useMomentText = (film: TimedFilm | null): ((timeMs: number, frame?: number) => string) => {
  const source = useTimesFrom(film)
  return (timeMs, frame) => momentText(timeMs, film?.frameRate ?? null, source, frame)
}
