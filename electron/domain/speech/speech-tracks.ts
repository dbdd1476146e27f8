import type { ProbeResult } from '../ports/media-call.ts'

/** Sound tracks of one film that are transcribed by themselves, at the most. */
const mostSounds = 32

/** Sound that is turned into words by itself. */
export interface SpeechSound {
  /** 0: what is heard; else the number of the sound track in its film. See `speechTrackOf`. */
  readonly position: number
  /** Stream indexes that are mixed. */
  readonly heard: readonly number[]
  /** What the file says is spoken; null: nothing. */
  readonly language: string | null
}

/** The sounds of a film that are turned into words: what is heard, and with `all` each other sound track that is not silent. */
export const speechSounds = (probe: ProbeResult, tracks: 'heard' | 'all'): readonly SpeechSound[] => {
  const sounds = probe.streams.filter(({ kind }) => kind === 'audio')
  const languageOf = (index: number | undefined): string | null => {
    const tag = sounds.find((stream) => stream.index === index)?.language ?? null
    return tag === 'und' || tag === '' ? null : tag
  }
  const { heard, readable, silent } = probe.audio
  const first: SpeechSound = { position: 0, heard, language: languageOf(heard[0]) }
  if (tracks === 'heard') return [first]
  const others = sounds.flatMap(({ index }, at): readonly SpeechSound[] => {
    const isFirst = heard.length === 1 && heard[0] === index
    if (isFirst || !readable.includes(index) || silent.includes(index)) return []
    return [{ position: at + 1, heard: [index], language: languageOf(index) }]
  })
  return [first, ...others.filter(({ position }) => position < mostSounds)]
}
