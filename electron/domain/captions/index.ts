export type { CaptionFormatRow, CaptionStreamCodec, StreamReading } from './caption-format-row.ts'
export {
  type BinaryFormatId,
  type CaptionFormatId,
  captionFormatOf,
  captionFormatRows,
  captionFormats,
  type ReadFormatId,
  streamReadingOf,
  type TextFormatId,
  unreadNote,
} from './caption-formats.ts'
export { type CaptionSyntax, cleanText } from './clean-text.ts'
export {
  applyCorrections,
  type CorrectableCue,
  type CueCorrection,
  correctedCue,
  correctionPlace,
} from './corrections.ts'
export { knownLanguage, scriptOfLanguage, streamLanguage } from './language.ts'
export { unrollCues } from './merge-cues.ts'
export { type NormalisedCues, type NormaliseOptions, normaliseCues } from './normalise-cues.ts'
export { packCues, unpackCues } from './packed-cues.ts'
export { parseAss } from './parse-ass.ts'
export { parseFrameCues } from './parse-frame-cues.ts'
export { parseBracketTimed, parseCommaTimed, parseLrc, parseTranscript } from './parse-line-cues.ts'
export { parseSpruceStl } from './parse-spruce-stl.ts'
export { parseSrt } from './parse-srt.ts'
export { parseVobSubIndex, type VobSubLanguage } from './parse-vobsub-index.ts'
export { parseVtt } from './parse-vtt.ts'
export { programmeStart } from './programme-start.ts'
export { linesOf, type ParsedCaptions, type ParseOptions, type RawCue } from './raw-cue.ts'
export {
  type FoundSidecar,
  isCaptionFileName,
  isCaptionFolder,
  type SidecarListing,
  type SidecarName,
  sidecarName,
  sidecarsOf,
} from './sidecar-name.ts'
export { signedTimes } from './signed-times.ts'
export { type FrameTimecode, timecodeMs, timecodeRate } from './timecode-rate.ts'
export { parseClock } from './timing-line.ts'
