/** Digits of a fraction as ffmpeg writes it: hundredths in ASS, thousandths in SRT and WebVTT. */
type FractionDigits = 2 | 3

const oneSign = (clock: string, digits: FractionDigits): string => {
  if (!clock.includes('-')) return clock
  const [, whole = '', divider = '.', fraction = ''] = /^(.*?)([.,])(-?\d+)$/.exec(clock) ?? []
  const value = String(Math.abs(Number(fraction))).padStart(digits, '0')
  return `-${whole.replaceAll('-', '')}${divider}${value}`
}

/**
 * ffmpeg writes a time before zero with a sign at every part that is not zero (`0:00:-1.-25`, `00:00:-1,-250`); gives it
 * one sign in front instead. Only for what ffmpeg wrote: in files of others such times mean nothing.
 */
export const signedTimes = (text: string): string =>
  text
    .replace(
      /^(Dialogue:[^,\n]*,)([^,\n]*),([^,\n]*),/gm,
      (_line, head: string, start: string, end: string) => `${head}${oneSign(start, 2)},${oneSign(end, 2)},`,
    )
    .replace(/^(\S+) --> (\S+)/gm, (_line, start: string, end: string) => `${oneSign(start, 3)} --> ${oneSign(end, 3)}`)
