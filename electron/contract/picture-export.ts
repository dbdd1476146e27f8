import { z } from 'zod'

/** Kinds of pictures that move: all of a range, small, again and again. */
export const animatedFormats = {
  webp: { label: 'WebP, animated', extension: 'webp' },
  gif: { label: 'GIF, animated', extension: 'gif' },
} as const
export type AnimatedFormat = keyof typeof animatedFormats

/** Kinds of pictures that ranges are written as; TIFF has 16 bits a channel. */
export const stillFormats = {
  png: { label: 'PNG', extension: 'png' },
  jpeg: { label: 'JPEG', extension: 'jpg' },
  tiff: { label: 'TIFF, 16 bit', extension: 'tiff' },
  ...animatedFormats,
} as const
export type StillFormat = keyof typeof stillFormats
export const stillFormatSchema = z.enum(Object.keys(stillFormats) as [StillFormat, ...StillFormat[]])

/** Whether a kind of picture shows all of a range instead of a frame of it. */
export const isAnimated = (format: StillFormat): format is AnimatedFormat => Object.hasOwn(animatedFormats, format)

/** The frame of a range that is written; `keyframe`: that of the scene in its middle, if it lies within. */
export const stillFrameSchema = z.enum(['first', 'middle', 'keyframe'])

/** What becomes of HDR films: pictures for usual displays, or their values as they are (16 bits in PNG and TIFF). */
export const stillHdrSchema = z.enum(['tone-mapped', 'kept'])

/** Kinds of contact sheets. */
export const contactSheetFormats = {
  pdf: { label: 'PDF', extension: 'pdf' },
  png: { label: 'PNG', extension: 'png' },
} as const
export type ContactSheetFormat = keyof typeof contactSheetFormats
export const contactSheetFormatSchema = z.enum(
  Object.keys(contactSheetFormats) as [ContactSheetFormat, ...ContactSheetFormat[]],
)

/** Sheets of paper in points (1/72 inch), upright. */
export const pageSizes = { a4: [595, 842], letter: [612, 792] } as const
export const pageSizeSchema = z.enum(['a4', 'letter'])
export const orientationSchema = z.enum(['portrait', 'landscape'])
