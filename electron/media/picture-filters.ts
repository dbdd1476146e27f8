import type { ProbeResult } from '../domain/ports/index.ts'

/** What decides how decoded pictures are made ready. */
export type FilteredPicture = Pick<
  ProbeResult,
  'container' | 'width' | 'height' | 'codedHeight' | 'hiddenTopLines' | 'fieldOrder' | 'hasOddRotation'
>

/** The filter takes no pictures below this. */
const leastLines = 4

/**
 * Filters that come before any scaling. Interlaced pictures lose their combs, one picture for one picture, so that frame
 * numbers and times stay as they are; those that their decoder calls progressive pass untouched. Lines above the picture go.
 */
export const preparingFilters = (probe: FilteredPicture): readonly string[] => {
  const { fieldOrder, codedHeight } = probe
  const deinterlace =
    fieldOrder === 'flagged'
      ? ['bwdif=mode=send_frame:parity=auto:deint=interlaced']
      : fieldOrder === 'progressive'
        ? []
        : [`bwdif=mode=send_frame:parity=${fieldOrder === 'top' ? 'tff' : 'bff'}:deint=all`]
  return [...(codedHeight >= leastLines ? deinterlace : []), ...croppingFilters(probe)]
}

const croppingFilters = ({ hiddenTopLines, width, height }: FilteredPicture): readonly string[] =>
  hiddenTopLines > 0 ? [`crop=iw:ih-${hiddenTopLines}:0:${hiddenTopLines}`, `setdar=${width}/${height}`] : []

/** Containers of broadcasts, in which the size may change from programme to programme. */
const broadcast = /^(?:mpegts|mpeg)\b/

/** Whether one field stands for the whole picture where every picture counts (`countingFilters`). */
const takesOneField = ({ fieldOrder, container, codedHeight }: FilteredPicture): boolean =>
  fieldOrder !== 'progressive' && broadcast.test(container) && codedHeight >= leastLines

/**
 * The same for the analysis, which must not lose a picture: a deinterlacer holds one back, and ffmpeg drops it where the size
 * changes. So one field stands for the picture in broadcasts; the analysed pictures hardly have more lines than a field.
 */
export const countingFilters = (probe: FilteredPicture): readonly string[] =>
  takesOneField(probe)
    ? [...croppingFilters(probe), `field=type=${probe.fieldOrder === 'bottom' ? 'bottom' : 'top'}`]
    : preparingFilters(probe)

/** Lines of the film for each line that `countingFilters` leaves. */
export const linesPerLine = (probe: FilteredPicture): number => (takesOneField(probe) ? 2 : 1)

/** Input options that keep ffmpeg from turning pictures by angles that no player turns them by. */
export const turningOptions = (probe: Pick<ProbeResult, 'hasOddRotation'>): readonly string[] =>
  probe.hasOddRotation ? ['-noautorotate'] : []

/** Shapes that differ less than this are one: the rest is rounding. */
const sameShape = 0.02

/**
 * Width and height for a scaling filter, as expressions of the picture that arrives: the whole size for pictures in the
 * film's own shape, and for parts of a film in another shape what fits into it. `paddingFilter` then fills up.
 * `linesPerLine`: how many lines of the film became one before.
 */
export const shapeKeepingSize = (
  probe: Pick<ProbeResult, 'width' | 'height'>,
  size: { readonly width: number; readonly height: number },
  linesPerLine = 1,
): string => {
  // A pixel aspect beyond these bounds is damage, and counts as square, as it does in the film's display size.
  const shape = `st(0,if(between(sar,.1,10),dar,a)/${linesPerLine})`
  const isOwn = `lt(abs(ld(0)*${probe.height}/${probe.width}-1),${sameShape})`
  const { width, height } = size
  const fitting = (side: number, other: string): string => `max(2,2*trunc(min(${side},${other})/2))`
  return [
    `w='${shape};if(${isOwn},${width},${fitting(width, `${height}*ld(0)`)})'`,
    `h='${shape};if(${isOwn},${height},${fitting(height, `${width}/ld(0)`)})'`,
  ].join(':')
}

/** Puts smaller pictures into the middle of black ones of this size. */
export const paddingFilter = ({ width, height }: { readonly width: number; readonly height: number }): string =>
  `pad=w=${width}:h=${height}:x=(ow-iw)/2:y=(oh-ih)/2:eval=frame`
