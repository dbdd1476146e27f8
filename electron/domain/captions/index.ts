export { type CaptionSyntax, cleanText } from './clean-text.ts'
export { knownLanguage, streamLanguage } from './language.ts'
export { type NormalisedCues, type NormaliseOptions, normaliseCues } from './normalise-cues.ts'
export { packCues, unpackCues } from './packed-cues.ts'
export { parseAss } from './parse-ass.ts'
export { parseFrameCues } from './parse-frame-cues.ts'
export { parseBracketTimed, parseCommaTimed, parseLrc, parseTranscript } from './parse-line-cues.ts'
export { parseScc } from './parse-scc.ts'
export { parseSrt } from './parse-srt.ts'
export { parseVtt } from './parse-vtt.ts'
export { programmeStart } from './programme-start.ts'
export type { ParsedCaptions, ParseOptions, RawCue } from './raw-cue.ts'
export {
  type CaptionFormat,
  type FoundSidecar,
  isCaptionFileName,
  isCaptionFolder,
  type SidecarListing,
  type SidecarName,
  sidecarName,
  sidecarsOf,
} from './sidecar-name.ts'
export { signedTimes } from './signed-times.ts'
export { parseClock } from './timing-line.ts'
