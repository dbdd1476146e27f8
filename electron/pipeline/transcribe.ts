import type { CaptionTrack, Problem, SpeechSetting } from '../contract/index.ts'
import { knownLanguage, packCues } from '../domain/captions/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import { cancelled } from '../domain/failure.ts'
import type { SpeechModel, SpokenSegment, TranscriptKey, TranscriptPiece } from '../domain/ports/index.ts'
import { err, ok, type Result } from '../domain/result.ts'
import { blocksOf, isSilent, samplesOf } from '../domain/sound/scene-samples.ts'
import type { SoundBlocks } from '../domain/sound/sound-blocks.ts'
import { saidSegments } from '../domain/speech/invented-words.ts'
import { speechCues } from '../domain/speech/speech-cues.ts'
import { type SpeechPiece, speechPieces } from '../domain/speech/speech-pieces.ts'
import { otherLanguages, spokenLanguage } from '../domain/speech/spoken-language.ts'
import { beginsWithSamples, noAudio, releaseSamples, soundCallFor, streamsHeard } from './sound-stages.ts'
import type { StageOf, StageOutcome, StageParts, StageTask } from './stage.ts'
import { whileChosen } from './while-chosen.ts'

const isSameLanguage = (one: string, other: string): boolean => {
  const [left, right] = [one, other].map((tag) => (knownLanguage(tag) ?? tag).toLowerCase().split('-')[0])
  return left === right
}

/** The language that is spoken, as far as a person or the file says it. */
const saidLanguage = ({ settings, video }: StageTask): string | null => {
  const heard = video.probe?.audio.heard[0]
  const stream = video.probe?.streams.find(({ index }) => index === heard)?.language ?? null
  return settings.speechLanguage ?? (stream === null || stream === 'und' ? null : stream)
}

/**
 * Why a video's speech is left alone, whatever model there is; null: it is turned into captions.
 *
 * @param spoken the language that is spoken; captions in another one are none of it. Null: not known
 */
export const whyNotTranscribed = (
  setting: SpeechSetting,
  tracks: readonly Pick<CaptionTrack, 'source' | 'readable' | 'cueCount' | 'language' | 'isForced'>[],
  spoken: string | null = null,
): Problem | null => {
  if (setting === 'never') return { code: 'speech_off', message: 'The settings say that speech is not transcribed.' }
  if (setting === 'always') return null
  const hasOwn = tracks.some(
    ({ source, readable, cueCount, language, isForced }) =>
      (source === 'stream' || source === 'sidecar') &&
      readable &&
      cueCount > 0 &&
      // Forced captions are of what is said in another language than the rest.
      isForced !== true &&
      (spoken === null || language === null || isSameLanguage(language, spoken)),
  )
  return hasOwn ? { code: 'has_captions', message: 'This video has captions of its own.' } : null
}

/** Reasons of `whyNotTranscribed` that another setting may take away. */
export const reasonsOfSetting = ['speech_off', 'has_captions'] as const

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

/** Where the pieces of a transcript come from and go to. */
interface TranscribeRun {
  readonly parts: StageParts
  readonly task: StageTask
  readonly key: TranscriptKey
  readonly sound: SoundBlocks
}

/** Transcribes the pieces that are missing, one after the other; each is written as soon as it is known. */
const fillPieces = async (
  { parts, task, key, sound }: TranscribeRun,
  plan: readonly SpeechPiece[],
  known: readonly TranscriptPiece[],
): Promise<Result<readonly TranscriptPiece[]>> => {
  const { transcripts } = parts.store
  const knownAt = new Map(known.map((piece) => [piece.startMs, piece]))
  const knownOf = (piece: SpeechPiece): TranscriptPiece | null => {
    const before = knownAt.get(piece.startMs)
    return before?.endMs === piece.endMs ? before : null
  }
  const isWhole = plan.every((piece) => knownOf(piece) !== null)
  if (isWhole && otherLanguages(known).length === 0) return ok(known)
  const call = await soundCallFor(parts, task)
  if (!call.ok) return call
  beginsWithSamples(task)
  // Progress is told by what is transcribed, not by how far the samples are read.
  const held = await parts.media.samples({ ...call.value, onProgress: () => {} })
  if (!held.ok) return held
  if (held.value === null) return ok([])
  const { path, sampleCount, release } = held.value
  const totalMs = plan.at(-1)?.endMs ?? 1
  const tell = (positionMs: number): void => task.report({ fraction: Math.min(1, positionMs / totalMs), positionMs })
  const done: TranscriptPiece[] = []
  let isComplete = false
  const hear = async (piece: SpeechPiece, language: string | null): Promise<Result<TranscriptPiece>> => {
    if (task.signal.aborted) return err(cancelled)
    const likelyLanguage = spokenLanguage(done)?.language ?? null
    const samples = samplesOf(piece, sampleCount)
    const blocks = blocksOf(piece, sound)
    if (samples === null || blocks === null || isSilent(sound, blocks)) {
      const silent = silentPiece(piece, likelyLanguage ?? '')
      await transcripts.writePiece(key, silent)
      return ok(silent)
    }
    tell(piece.startMs)
    const spoken = await parts.speech.transcribe({
      modelId: key.model,
      pcm: { path, offset: samples.from * 2, length: (samples.to - samples.from) * 2 },
      language,
      likelyLanguage,
      hotWords: key.wishes.hotWords,
      signal: task.signal,
      onHeard: (doneMs) => tell(Math.min(piece.endMs, piece.startMs + doneMs)),
    })
    if (!spoken.ok) return spoken
    const segments = saidSegments(spoken.value).map((segment) => shifted(segment, piece.startMs))
    const written = { startMs: piece.startMs, endMs: piece.endMs, ...spoken.value, segments }
    await transcripts.writePiece(key, written)
    tell(piece.endMs)
    return ok(written)
  }
  try {
    for (const piece of plan) {
      const before = knownOf(piece)
      const heard = before === null ? await hear(piece, key.wishes.language) : ok(before)
      if (!heard.ok) return heard
      done.push(heard.value)
    }
    for (const { index, language } of otherLanguages(done)) {
      const piece = plan[index]
      const heard = piece === undefined ? null : await hear(piece, language)
      if (heard?.ok === false) return heard
      if (heard !== null) done[index] = heard.value
    }
    isComplete = true
    return ok(done)
  } finally {
    await releaseSamples(parts, task, release, isComplete)
  }
}

const transcribeWith = async (
  parts: StageParts,
  task: StageTask,
  model: SpeechModel,
): Promise<Result<StageOutcome>> => {
  const heard = streamsHeard(task)
  const sound = await parts.media.sound(parts.contentFolder(task.video.contentId), heard)
  if (sound === null || sound.sampleCount === 0) return ok({ kind: 'skipped', reason: noAudio })
  const { speechLanguage: spoken, speechWords: hotWords } = task.settings
  const wishes = { language: spoken, hotWords }
  const key: TranscriptKey = { videoId: task.video.id, ...model, heard, wishes }
  const known = await parts.store.transcripts.pieces(key)
  const pieces = await fillPieces({ parts, task, key, sound }, speechPieces(sound), known)
  if (!pieces.ok) return pieces
  const cues = packCues(speechCues(pieces.value.flatMap(({ segments }) => segments)))
  const language = spokenLanguage(pieces.value)?.language ?? null
  const transcript = { model: model.model, revision: model.revision, heard, wishes, language, cues }
  return ok({ kind: 'done', output: { stage: 'transcribe', transcript, warnings: [] } })
}

/**
 * Turns what is said into a caption track with the chosen speech model, in pieces that are kept: after a stop it goes on where it was,
 * and running it again changes nothing. Another model that is chosen meanwhile takes over at the next piece.
 */
export const transcribeStage: StageOf = (parts) => (task) =>
  whileChosen(parts.speech.chosen, task, async (model, ownTask) => {
    if (model === null) return ok({ kind: 'skipped', reason: noModel('transcribe') })
    const reason = whyNotTranscribed(task.settings.speech, task.video.captionTracks, saidLanguage(task))
    return reason === null ? transcribeWith(parts, ownTask, model) : ok({ kind: 'skipped', reason })
  })
