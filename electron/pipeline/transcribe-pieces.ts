import { cancelled } from '../domain/failure.ts'
import type { AudioCall, HeldSamples, SpokenSegment, TranscriptKey, TranscriptPiece } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { blocksOf, isSilent, samplesOf } from '../domain/sound/scene-samples.ts'
import type { SoundBlocks } from '../domain/sound/sound-blocks.ts'
import { saidSegments } from '../domain/speech/invented-words.ts'
import type { SpeechPiece } from '../domain/speech/speech-pieces.ts'
import { otherLanguages, spokenLanguage } from '../domain/speech/spoken-language.ts'
import type { StageParts } from './stage.ts'

const shifted = (segment: SpokenSegment, byMs: number): SpokenSegment => ({
  ...segment,
  startMs: segment.startMs + byMs,
  endMs: segment.endMs + byMs,
  words: segment.words.map((word) => ({ ...word, startMs: word.startMs + byMs, endMs: word.endMs + byMs })),
})

/** A piece without a word: there is nothing to hear in it, so that no model has to be asked. */
const silentPiece = (piece: SpeechPiece, language: string): TranscriptPiece => ({
  ...piece,
  language,
  languageProbability: 0,
  speechShare: 0,
  segments: [],
})

/** One sound of a film that is turned into words in one way. */
export interface TranscribeRun {
  readonly parts: Pick<StageParts, 'media' | 'store' | 'speech'>
  readonly key: TranscriptKey
  readonly plan: readonly SpeechPiece[]
  readonly sound: SoundBlocks
  readonly call: AudioCall
  /** Taken where nothing tells the language better; null: nothing is known. */
  readonly likelyLanguage: string | null
  readonly signal: AbortSignal
  /** Told how far in the film words are known, in milliseconds. */
  readonly tell: (positionMs: number) => void
  /** Begins to read samples. */
  readonly onSamples: () => void
  /** Gives samples back; `isComplete`: they were read to the end. */
  readonly release: (release: HeldSamples['release'], isComplete: boolean) => Promise<void>
}

/** What each piece of a run is asked in, or what it says already. */
type Ask = (piece: SpeechPiece, index: number) => TranscriptPiece | { readonly language: string | null }

/** Holds the samples while `work` reads them; null where there is no sound. */
const withSamples = async (
  run: TranscribeRun,
  work: (samples: HeldSamples) => Promise<Result<readonly TranscriptPiece[]>>,
): Promise<Result<readonly TranscriptPiece[]>> => {
  run.onSamples()
  // Progress is told by what is transcribed, not by how far the samples are read.
  const held = await run.parts.media.samples({ ...run.call, onProgress: () => {} })
  if (!held.ok) return held
  if (held.value === null) return ok([])
  let isComplete = false
  try {
    const worked = await work(held.value)
    isComplete = worked.ok
    return worked
  } finally {
    await run.release(held.value.release, isComplete)
  }
}

/** Asks for one piece, and writes it. */
const hear = async (
  run: TranscribeRun,
  { path, sampleCount }: HeldSamples,
  piece: SpeechPiece,
  language: string | null,
  likelyLanguage: string | null,
): Promise<Result<TranscriptPiece>> => {
  const { parts, key, sound, signal, tell } = run
  if (signal.aborted) return err(cancelled)
  const samples = samplesOf(piece, sampleCount)
  const blocks = blocksOf(piece, sound)
  if (samples === null || blocks === null || isSilent(sound, blocks)) {
    const silent = silentPiece(piece, language ?? likelyLanguage ?? '')
    await parts.store.transcripts.writePiece(key, silent)
    return ok(silent)
  }
  tell(piece.startMs)
  const spoken = await parts.speech.transcribe({
    modelId: key.model,
    pcm: { path, offset: samples.from * 2, length: (samples.to - samples.from) * 2 },
    language,
    likelyLanguage,
    hotWords: key.wishes.hotWords,
    translation: key.wishes.translation,
    signal,
    onHeard: (doneMs) => tell(Math.min(piece.endMs, piece.startMs + doneMs)),
  })
  if (!spoken.ok) return spoken
  const segments = saidSegments(spoken.value).map((segment) => shifted(segment, piece.startMs))
  const written = { startMs: piece.startMs, endMs: piece.endMs, ...spoken.value, segments }
  await parts.store.transcripts.writePiece(key, written)
  tell(piece.endMs)
  return ok(written)
}

/**
 * Transcribes the pieces that are missing, one after the other; each is written as soon as it is known. With `again`, pieces that were taken
 * for another language than that of their film are heard once more.
 */
const fillPieces = async (
  run: TranscribeRun,
  ask: Ask,
  again: boolean,
): Promise<Result<readonly TranscriptPiece[]>> => {
  const { plan } = run
  const known = await run.parts.store.transcripts.pieces(run.key)
  const knownAt = new Map(known.map((piece) => [piece.startMs, piece]))
  const knownOf = (piece: SpeechPiece, index: number): TranscriptPiece | null => {
    const asked = ask(piece, index)
    if ('segments' in asked) return asked
    const before = knownAt.get(piece.startMs)
    return before?.endMs === piece.endMs ? before : null
  }
  const there = plan.flatMap((piece, index) => knownOf(piece, index) ?? [])
  if (there.length === plan.length && !(again && otherLanguages(there).length > 0)) return ok(there)
  return withSamples(run, async (samples) => {
    const done: TranscriptPiece[] = []
    const likely = (): string | null => spokenLanguage(done)?.language ?? run.likelyLanguage
    for (const [index, piece] of plan.entries()) {
      const before = knownOf(piece, index)
      const asked = ask(piece, index)
      const heard = before === null ? await hear(run, samples, piece, asked.language, likely()) : ok(before)
      if (!heard.ok) return heard
      done.push(heard.value)
    }
    for (const { index, language } of again ? otherLanguages(done) : []) {
      const piece = plan[index]
      const heard = piece === undefined ? null : await hear(run, samples, piece, language, likely())
      if (heard?.ok === false) return heard
      if (heard !== null) done[index] = heard.value
    }
    return ok(done)
  })
}

/** What is said, piece by piece; empty where there is no sound. */
export const spokenPieces = (run: TranscribeRun): Promise<Result<readonly TranscriptPiece[]>> =>
  fillPieces(run, () => ({ language: run.key.wishes.language }), true)

/**
 * What is said, in English: each piece in the language that it was found to be in, and pieces in English as they are.
 *
 * @param spoken what was said; null: nobody asked
 */
export const translatedPieces = (
  run: TranscribeRun,
  spoken: readonly TranscriptPiece[] | null,
): Promise<Result<readonly TranscriptPiece[]>> =>
  fillPieces(
    run,
    (_piece, index) => {
      const said = spoken?.[index]
      if (said === undefined) return { language: run.key.wishes.language }
      const isAsItIs = said.language === 'en' || said.segments.length === 0
      return isAsItIs ? said : { language: said.language }
    },
    false,
  )
