import type { ProbeResult } from '../ports/index.ts'

/** What the choice of sound depends on. */
export interface SoundTrack {
  readonly index: number
  readonly codec: string
  readonly language: string | null
  readonly channels: number
  readonly sampleRate: number
  readonly isDefault: boolean
  /** Whether it is a dub, a commentary or a description, which replaces the main sound instead of adding to it. */
  readonly isAlternative: boolean
}

/** At most this many tracks are mixed; cameras and recorders write fewer. */
const mostTogether = 16

const isNamed = (language: string | null): boolean => language !== null && language !== '' && language !== 'und'

/**
 * Which tracks are heard when nobody chose: the default one, else the first, passing over those that are silent; and with it
 * the tracks that were recorded beside it (several microphones, game and voice, the single channels of a camera): same format,
 * no language, no alternative. Stream indexes in the order of the file.
 */
export const heardTogether = (tracks: readonly SoundTrack[], silent: ReadonlySet<number>): readonly number[] => {
  const audible = tracks.filter(({ index }) => !silent.has(index))
  const candidates = audible.length > 0 ? audible : tracks
  const main = candidates.find((track) => track.isDefault && !track.isAlternative)
  const chosen = main ?? candidates.find((track) => !track.isAlternative) ?? candidates[0]
  if (chosen === undefined) return []
  if (chosen.isAlternative || isNamed(chosen.language)) return [chosen.index]
  return candidates
    .filter(
      (track) =>
        track === chosen ||
        (track.codec === chosen.codec &&
          track.channels === chosen.channels &&
          track.sampleRate === chosen.sampleRate &&
          !track.isAlternative &&
          !isNamed(track.language)),
    )
    .slice(0, mostTogether)
    .map(({ index }) => index)
    .toSorted((left, right) => left - right)
}

/** The probe result under a person's choice of the sound track; a track that cannot be read counts as no choice. */
export const withChosenAudio = (probe: ProbeResult, chosen: number | null): ProbeResult =>
  chosen === null || !probe.audio.readable.includes(chosen)
    ? probe
    : {
        ...probe,
        audio: { ...probe.audio, heard: [chosen] },
        // A browser plays the first track of a file; which one that is, the default choice has taken into account.
        playsInBrowser: probe.playsInBrowser && probe.audio.heard.length === 1 && probe.audio.heard[0] === chosen,
      }
