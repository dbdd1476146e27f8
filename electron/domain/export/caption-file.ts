/** A cue to be written to a file. */
export interface ExportCue {
  readonly startMs: number
  readonly endMs: number
  readonly text: string
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `HH:MM:SS` and milliseconds behind `mark`; hours grow past 99 when they must. */
const timestamp = (timeMs: number, mark: ',' | '.'): string => {
  const whole = Math.max(0, Math.round(timeMs))
  const seconds = Math.floor(whole / 1000)
  const clock = `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  return `${clock}${mark}${String(whole % 1000).padStart(3, '0')}`
}

/** Lines of a cue without empty ones, which would end the cue in both formats. */
const cueLines = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== '')
    .join('\n')

/** SubRip: numbered cues, comma before the milliseconds, CRLF as most players write it. */
export const toSrt = (cues: readonly ExportCue[]): string =>
  cues
    .map(
      (cue, index) =>
        `${index + 1}\n${timestamp(cue.startMs, ',')} --> ${timestamp(cue.endMs, ',')}\n${cueLines(cue.text)}\n`,
    )
    .join('\n')
    .replaceAll('\n', '\r\n')

/** WebVTT (W3C): `<`, `>` and `&` escaped, so that plain text stays plain. */
export const toVtt = (cues: readonly ExportCue[]): string => {
  const escapeMarkup = (text: string): string =>
    text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  const body = cues.map(
    (cue) => `${timestamp(cue.startMs, '.')} --> ${timestamp(cue.endMs, '.')}\n${escapeMarkup(cueLines(cue.text))}\n`,
  )
  return `WEBVTT\n\n${body.join('\n')}`
}
