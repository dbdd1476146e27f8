import type { CaptionEncoding, CaptionTrack } from '../../../electron/contract/index.ts'
import { formatCount } from '../../ui/format.ts'
import { parseTypedTime } from '../../ui/typed-time.ts'

const families: readonly (readonly [test: RegExp, family: string])[] = [
  [/^(windows-1252|iso-8859-15|macintosh|cp850|cp437)$/, 'Western European'],
  [/^(windows-1250|iso-8859-2|mac-centeuro|cp852)$/, 'Central European'],
  [/^(windows-1251|iso-8859-5|mac-cyrillic|cp866|cp855|koi8-r)$/, 'Cyrillic'],
  [/^(koi8-u|cp1125)$/, 'Ukrainian'],
  [/^koi8-t$/, 'Tajik'],
  [/^(windows-1253|iso-8859-7|mac-greek|cp737|cp869)$/, 'Greek'],
  [/^(windows-1254|mac-turkish|cp857)$/, 'Turkish'],
  [/^(windows-1255|iso-8859-8|cp862)$/, 'Hebrew'],
  [/^(windows-1256|iso-8859-6)$/, 'Arabic'],
  [/^(windows-1257|iso-8859-4|iso-8859-13|cp775)$/, 'Baltic'],
  [/^windows-1258$/, 'Vietnamese'],
  [/^windows-874$/, 'Thai'],
  [/^(shift_jis|euc-jp|iso-2022-jp)$/, 'Japanese'],
  [/^(gb18030|hz-gb-2312)$/, 'Chinese, simplified'],
  [/^big5$/, 'Chinese, traditional'],
  [/^(euc-kr|iso-2022-kr)$/, 'Korean'],
  [/^iso-8859-3$/, 'South European'],
  [/^iso-8859-10$/, 'Nordic'],
  [/^iso-8859-14$/, 'Celtic'],
  [/^iso-8859-16$/, 'Romanian'],
  [/^(cp861|mac-iceland)$/, 'Icelandic'],
  [/^cp860$/, 'Portuguese'],
  [/^cp863$/, 'Canadian French'],
  [/^cp865$/, 'Danish, Norwegian'],
]

/** `Windows-1251 (Cyrillic)`, `UTF-8`. */
export const encodingName = (encoding: CaptionEncoding): string => {
  const name = encoding
    .replace(/^(windows|macintosh|mac)/, (word) => word.charAt(0).toUpperCase() + word.slice(1))
    .replace(/^(utf|iso|koi8|euc|gb|hz|big5|shift_jis|cp).*$/, (word) => word.toUpperCase())
    .replace('SHIFT_JIS', 'Shift-JIS')
    .replace('BIG5', 'Big5')
  const family = families.find(([test]) => test.test(encoding))?.[1]
  return family === undefined ? name : `${name} (${family})`
}

const two = (value: number): string => String(value).padStart(2, '0')

/** `10:00:00`, `00:00:01.500`. */
export const clockText = (ms: number): string => {
  const whole = Math.abs(Math.round(ms))
  const seconds = Math.floor(whole / 1000)
  const clock = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60].map(two).join(':')
  return whole % 1000 === 0 ? clock : `${clock}.${String(whole % 1000).padStart(3, '0')}`
}

/** A shift with its sign: `−10:00:00`, `+00:00:01.500`; `0` for none. */
export const shiftText = (ms: number): string => (ms === 0 ? '0' : `${ms < 0 ? '−' : '+'}${clockText(ms)}`)

/** The shift in ms that a person typed (`-1:00:00`, `2.5`); null when it cannot be read. */
export const parseShift = (text: string): number | null => {
  const [, sign = '', rest = ''] = /^\s*([-−–+]?)\s*(.*)$/.exec(text) ?? []
  const ms = parseTypedTime(rest, null)
  return ms === null ? null : sign === '' || sign === '+' ? ms : -ms
}

/** What there is to say about how a track was read; nothing where all went well. */
export const readingNotes = (track: CaptionTrack): readonly string[] => [
  ...(track.encoding !== null && !track.encodingSure
    ? [`Read as ${encodingName(track.encoding)}, which is not certain. If letters look wrong, choose another encoding.`]
    : []),
  ...(track.offsetFrom === 'guess'
    ? [`These captions start at ${clockText(track.offsetMs)} and are shown ${clockText(track.offsetMs)} earlier.`]
    : []),
  ...(track.skippedCues > 0
    ? [`${formatCount(track.skippedCues, 'cue')} skipped: times that cannot be read or lie before the video begins.`]
    : []),
  ...(track.cuesPastEnd > 0
    ? [
        track.cueCount === 0
          ? 'All captions lie after the end of the video. If their times count from another start, shift them.'
          : `${formatCount(track.cuesPastEnd, 'cue')} left out: after the end of the video.`,
      ]
    : []),
]

/** Last part of the path of a track's file; null for streams. */
export const fileOf = (track: CaptionTrack): string | null =>
  track.file === null ? null : track.file.slice(Math.max(track.file.lastIndexOf('/'), track.file.lastIndexOf('\\')) + 1)
