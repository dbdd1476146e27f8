import type { SpokenPiece, SpokenSegment } from '../ports/speech-port.ts'

/** Why a segment is taken for invented. */
export type InventedReason = 'no_letters' | 'no_speech' | 'no_voice' | 'repeats' | 'stock_phrase'

/** A segment with the reason why it is left out; null: it is kept. */
export interface JudgedSegment {
  readonly segment: SpokenSegment
  readonly invented: InventedReason | null
}

/** From here on the model says that nobody speaks; alone it is wrong too often, so its words have to be unlikely, too. */
const noSpeechProbability = 0.6
/** e⁻¹, the limit that Whisper itself uses for the mean logarithm of probabilities. */
const unlikelyProbability = 0.37
/** Whisper's own limit: text that packs better than this repeats itself. */
const mostCompression = 2.4
/** A voice in less than this share of a piece is mostly a noise that sounds like one. */
const leastSpeechShare = 0.02
/** Below this, words of a piece with hardly a voice in it, and stock phrases, are not believed. */
const doubtfulProbability = 0.7
/** So many segments with the same words in a row are a loop of the model; the first two are kept. */
const loopSegments = 4
const keptOfLoop = 2
/** A word or a phrase of up to this many words, so many times in a row, is a loop within a segment. */
const loopPhraseWords = 6
const loopRepeats = 5

/**
 * What Whisper adds to silence and music: the ends of the videos that it was trained on. Matched against whole segments in lower
 * case, without marks.
 */
const stockPhrases: readonly RegExp[] = [
  /^(thank you|thanks)( so much| very much)?( for (watching|listening|your (attention|support)))?( (and )?(see you|bye).*)?$/u,
  /^(please )?(like|subscribe|don t forget)\b.*\b(subscribe|channel|video|like)\b.*$/u,
  /^(see you|bye bye|bye)( (in the )?next (time|video|one))?$/u,
  /\b(subtitles|captions|captioned|transcription|transcribed|translation|translated|closed captioning) (by|provided)\b/u,
  /\bamara ?org\b/u,
  /^(untertitel|untertitelung)\b.*\b(zdf|ard|swr|br|wdr|amara|community|funk)\b.*$/u,
  /^vielen dank( fürs (zuschauen|zuhören))?$/u,
  /^sous[- ]titr(es|age)\b.*$/u,
  /^merci d avoir regardé.*$/u,
  /^(subtítulos|subtitulado)\b.*$/u,
  /^gracias por ver.*$/u,
  /^(legendas?|legendado)\b.*$/u,
  /^ご視聴ありがとうございました$/u,
  /^(請|请)?不吝(點贊|点赞).*$/u,
  /^(субтитры|редактор субтитров|продолжение следует)/u,
  /^www .*$/u,
]

const plain = (text: string): string =>
  text
    .toLocaleLowerCase()
    .replaceAll(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

/** Whether a phrase of a text comes again and again without a break. */
const loopsWithin = (text: string): boolean => {
  const words = plain(text).split(' ')
  for (let length = 1; length <= loopPhraseWords; length += 1) {
    let repeats = 1
    for (let at = length; at + length <= words.length; at += length) {
      const same = words.slice(at, at + length).every((word, index) => word === words[at - length + index])
      repeats = same ? repeats + 1 : 1
      if (repeats >= loopRepeats) return true
    }
  }
  return false
}

const judge = (segment: SpokenSegment, speechShare: number): InventedReason | null => {
  const text = plain(segment.text)
  if (text === '') return 'no_letters'
  if (segment.noSpeechProbability > noSpeechProbability && segment.probability < unlikelyProbability) return 'no_speech'
  if (segment.compressionRatio > mostCompression || loopsWithin(segment.text)) return 'repeats'
  if (segment.probability >= doubtfulProbability) return null
  if (speechShare < leastSpeechShare) return 'no_voice'
  return stockPhrases.some((phrase) => phrase.test(text)) ? 'stock_phrase' : null
}

/**
 * Tells words that were said from those that a model invents in silence, noise and music. What is improbable in one way is believed
 * as long as nothing else speaks against it.
 *
 * @param piece what the model gave for a piece of a film
 * @returns its segments in their order, each with the reason for which it should be left out
 */
export const judgeSegments = ({ segments, speechShare }: SpokenPiece): readonly JudgedSegment[] => {
  const texts = segments.map(({ text }) => plain(text))
  return segments.map((segment, index) => {
    const alone = judge(segment, speechShare)
    if (alone !== null) return { segment, invented: alone }
    let first = index
    while (first > 0 && texts[first - 1] === texts[index]) first -= 1
    let last = index
    while (last + 1 < texts.length && texts[last + 1] === texts[index]) last += 1
    const isLoop = last - first + 1 >= loopSegments && index - first >= keptOfLoop
    return { segment, invented: isLoop ? 'repeats' : null }
  })
}

/** The segments of a piece that were said. */
export const saidSegments = (piece: SpokenPiece): readonly SpokenSegment[] =>
  judgeSegments(piece).flatMap(({ segment, invented }) => (invented === null ? [segment] : []))
