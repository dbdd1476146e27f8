import {
  type CaptionTrack,
  type Problem,
  type SpeechSetting,
  speechTrackOf,
  spokenLanguages,
} from '../contract/index.ts'
import { knownLanguage, packCues } from '../domain/captions/index.ts'
import { noModel } from '../domain/embedding/no-model.ts'
import type {
  AudioCall,
  FinishedTranscript,
  SpeechModel,
  TranscriptKey,
  TranscriptPiece,
} from '../domain/ports/index.ts'
import { ok, type Result } from '../domain/result.ts'
import type { SoundBlocks } from '../domain/sound/sound-blocks.ts'
import { type SpeechChoices, speechChoicesOf } from '../domain/speech/speech-choices.ts'
import { speechCues } from '../domain/speech/speech-cues.ts'
import { speechPieces } from '../domain/speech/speech-pieces.ts'
import { type SpeechSound, speechSounds } from '../domain/speech/speech-tracks.ts'
import { spokenLanguage } from '../domain/speech/spoken-language.ts'
import { beginsWithSamples, noAudio, releaseSamples, soundCallFor } from './sound-stages.ts'
import type { StageOf, StageOutcome, StageParts, StageTask } from './stage.ts'
import { spokenPieces, type TranscribeRun, translatedPieces } from './transcribe-pieces.ts'
import { whileChosen } from './while-chosen.ts'

const isSameLanguage = (one: string, other: string): boolean => {
  const [left, right] = [one, other].map((tag) => (knownLanguage(tag) ?? tag).toLowerCase().split('-')[0])
  return left === right
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

/** The model was asked for a translation, which it never learnt. */
const noTranslation = (model: string): Problem => ({
  code: 'no_translation',
  message: `${model} does not translate. Choose Whisper base, small or medium on the Models page for English captions.`,
})

/** The code of a language as speech models know it; null for one that they do not know. */
const whisperLanguage = (tag: string | null): string | null => {
  const code = tag === null ? null : ((knownLanguage(tag) ?? tag).toLowerCase().split('-')[0] ?? null)
  return code !== null && spokenLanguages.includes(code) ? code : null
}

/** What one video is transcribed with. */
interface Transcribing {
  readonly parts: StageParts
  readonly task: StageTask
  readonly model: SpeechModel
  readonly choices: SpeechChoices
}

/** A sound of the film with what is made of it. */
interface WantedSound extends SpeechSound {
  readonly wantsSpoken: boolean
  readonly wantsTranslation: boolean
}

/** A task as if this sound were the one that is heard. */
const taskOfSound = (task: StageTask, { heard }: SpeechSound): StageTask => {
  const { probe } = task.video
  return probe === null
    ? task
    : { ...task, video: { ...task.video, probe: { ...probe, audio: { ...probe.audio, heard } } } }
}

/** What is kept of a sound, and how its samples are read; null: nothing is heard. Of other sounds than the one that is heard it is read now. */
const readSound = async (
  { parts, task }: Transcribing,
  sound: SpeechSound,
): Promise<Result<{ readonly sound: SoundBlocks; readonly call: AudioCall } | null>> => {
  const own = taskOfSound(task, sound)
  const base = await soundCallFor(parts, own)
  if (!base.ok) return base
  const isHeard = sound.position === 0
  const folder = parts.contentFolder(task.video.contentId)
  const contentFolder = isHeard ? folder : `${folder}/tracks/${sound.heard.join('-')}`
  const call = { ...base.value, contentFolder }
  const kept = await parts.media.sound(contentFolder, sound.heard)
  if (kept !== null || isHeard) return ok(kept === null || kept.sampleCount === 0 ? null : { sound: kept, call })
  const read = await parts.media.audio({ ...call, onProgress: () => {}, keepSamples: true })
  if (!read.ok) return read
  const now = await parts.media.sound(contentFolder, sound.heard)
  return ok(now === null || now.sampleCount === 0 ? null : { sound: now, call })
}

const finished = (
  key: TranscriptKey,
  track: number,
  language: string | null,
  pieces: readonly TranscriptPiece[],
): FinishedTranscript => {
  const { model, revision, heard, wishes } = key
  const cues = packCues(speechCues(pieces.flatMap(({ segments }) => segments)))
  return { track, model, revision, heard, wishes, language, cues }
}

/** The tracks of one sound: what is spoken, and what it says in English. `null`: nothing is heard. */
const transcribeSound = async (
  work: Transcribing,
  wanted: WantedSound,
  tell: (passFraction: number, positionMs: number) => void,
): Promise<Result<readonly FinishedTranscript[] | null>> => {
  const { parts, task, model, choices } = work
  const read = await readSound(work, wanted)
  if (!read.ok || read.value === null) return read.ok ? ok(null) : read
  const { sound, call } = read.value
  const { position, heard } = wanted
  const plan = speechPieces(sound)
  const totalMs = plan.at(-1)?.endMs ?? 1
  const tagged = whisperLanguage(wanted.language)
  // A language that a person chose is that of what is heard; other tracks that name theirs are in it.
  const language = position > 0 && tagged !== null ? null : choices.language
  const runFor = (translation: boolean, from: number): TranscribeRun => ({
    parts,
    key: { videoId: task.video.id, ...model, heard, wishes: { language, hotWords: choices.hotWords, translation } },
    plan,
    sound,
    call,
    likelyLanguage: tagged,
    signal: task.signal,
    tell: (positionMs) => tell(from + Math.min(1, positionMs / totalMs), positionMs),
    onSamples: () => {
      if (position === 0) beginsWithSamples(task)
    },
    release: async (release, isComplete) =>
      position === 0 ? releaseSamples(parts, task, release, isComplete) : release({ drop: isComplete }),
  })
  const tracks: FinishedTranscript[] = []
  let spoken: readonly TranscriptPiece[] | null = null
  if (wanted.wantsSpoken) {
    const run = runFor(false, 0)
    const said = await spokenPieces(run)
    if (!said.ok) return said
    spoken = said.value
    tracks.push(finished(run.key, speechTrackOf(position, false), spokenLanguage(spoken)?.language ?? null, spoken))
  }
  const isEnglish = spoken?.every((piece) => piece.language === 'en' || piece.segments.length === 0) === true
  if (wanted.wantsTranslation && !isEnglish) {
    const run = runFor(true, wanted.wantsSpoken ? 1 : 0)
    const said = await translatedPieces(run, spoken)
    if (!said.ok) return said
    tracks.push(finished(run.key, speechTrackOf(position, true), 'en', said.value))
  }
  return ok(tracks)
}

const transcribeWith = async (work: Transcribing): Promise<Result<StageOutcome>> => {
  const { task, model, choices } = work
  const { probe, captionTracks } = task.video
  if (probe === null || probe.audio.heard.length === 0) return ok({ kind: 'skipped', reason: noAudio })
  const why = (spoken: string | null): Problem | null => whyNotTranscribed(choices.transcribe, captionTracks, spoken)
  const lacksEnglish = choices.translation && why('en') === null
  const sounds = speechSounds(probe, choices.tracks).map((sound): WantedSound => {
    const isHeard = sound.position === 0
    const spoken = (isHeard ? choices.language : null) ?? sound.language
    return {
      ...sound,
      wantsSpoken: why(spoken) === null,
      wantsTranslation: isHeard && lacksEnglish && model.translates !== false && !isSameLanguage(spoken ?? 'und', 'en'),
    }
  })
  const wanted = sounds.filter(({ wantsSpoken, wantsTranslation }) => wantsSpoken || wantsTranslation)
  const reason = why(choices.language ?? sounds[0]?.language ?? null)
  if (wanted.length === 0) return ok({ kind: 'skipped', reason: reason ?? noAudio })
  const passes = wanted.flatMap(({ wantsSpoken, wantsTranslation }) => [wantsSpoken, wantsTranslation].filter(Boolean))
  const transcripts: FinishedTranscript[] = []
  const warnings: Problem[] = []
  let before = 0
  let isHeard = false
  for (const sound of wanted) {
    const from = before
    before += [sound.wantsSpoken, sound.wantsTranslation].filter(Boolean).length
    const tracks = await transcribeSound(work, sound, (done, positionMs) =>
      task.report({ fraction: Math.min(1, (from + done) / passes.length), positionMs }),
    )
    if (tracks.ok) {
      isHeard ||= tracks.value !== null
      transcripts.push(...(tracks.value ?? []))
      continue
    }
    // What can be said of the sound that is heard does not wait for a track that cannot be read.
    if (sound.position === 0 || task.signal.aborted) return tracks
    const { code, message } = tracks.error
    warnings.push({ code, message: `Sound track ${sound.position} could not be transcribed: ${message}` })
  }
  if (!isHeard) return ok({ kind: 'skipped', reason: noAudio })
  const isForeign = transcripts.some(({ language }) => language !== null && language !== 'en')
  if (lacksEnglish && model.translates === false && isForeign) warnings.push(noTranslation(model.model))
  return ok({ kind: 'done', output: { stage: 'transcribe', transcripts, warnings } })
}

/**
 * Turns what is said into caption tracks with the chosen speech model, in pieces that are kept: after a stop it goes on where it was,
 * and running it again changes nothing. Another model that is chosen meanwhile takes over at the next piece.
 */
export const transcribeStage: StageOf = (parts) => (task) =>
  whileChosen(parts.speech.chosen, task, async (model, ownTask) => {
    if (model === null) return ok({ kind: 'skipped', reason: noModel('transcribe') })
    const choices = speechChoicesOf(task.settings, task.video.speech)
    return transcribeWith({ parts, task: ownTask, model, choices })
  })
