import type { MetadataValues } from '../../contract/index.ts'
import { withoutNothing } from './xmp.ts'

type Tags = Readonly<Record<string, string>>

/** Names under which containers keep a value, the most telling first: QuickTime and MP4 keys as ffprobe calls them, then Matroska's. */
const names = {
  title: ['com.apple.quicktime.title', 'com.apple.quicktime.displayname', 'title'],
  description: ['com.apple.quicktime.description', 'description', 'synopsis', 'summary'],
  rating: ['com.apple.quicktime.rating.user', 'rating', 'rtng'],
  keywords: ['com.apple.quicktime.keywords', 'keywords', 'com.apple.quicktime.genre'],
  location: [
    'com.apple.quicktime.location.name',
    'com.apple.quicktime.location.iso6709',
    'location',
    'recording_location',
    'location-eng',
  ],
  make: ['com.apple.quicktime.make', 'make'],
  model: ['com.apple.quicktime.model', 'model'],
  lens: ['com.apple.quicktime.camera.lens_model', 'lens_model', 'lens'],
  reel: ['com.apple.proapps.reel', 'reel_name', 'reel', 'com.arri.camera.reelname'],
  scene: ['com.apple.proapps.scene', 'scene'],
  take: ['com.apple.proapps.shot', 'take'],
} as const

/** 0 to 5 of a rating as containers write it: stars, or a share of 100 as Matroska's players do. */
const starsOf = (text: string | undefined): number | undefined => {
  const value = Number(text ?? Number.NaN)
  if (!Number.isFinite(value) || value < 0 || value > 100) return undefined
  return value <= 5 ? Math.round(value) : Math.round(value / 20)
}

/** What the tags of a container (and of its picture) say. Names of muxers' own files count as no title. */
export const metadataOfTags = (...sources: readonly Tags[]): MetadataValues => {
  const tags = new Map(
    sources
      .toReversed()
      .flatMap((source) => Object.entries(source).map(([name, value]) => [name.toLowerCase(), value.trim()])),
  )
  const one = (field: keyof typeof names): string | undefined =>
    names[field].map((name) => tags.get(name)).find((value) => value !== undefined && value !== '')
  const camera = [one('make'), one('model')].filter((part) => part !== undefined).join(' ')
  return withoutNothing({
    title: one('title'),
    description: one('description'),
    rating: starsOf(one('rating')),
    keywords: [
      ...new Set(
        (one('keywords') ?? '')
          .split(/[,;]/)
          .map((word) => word.trim())
          .filter((word) => word !== ''),
      ),
    ],
    location: one('location'),
    camera,
    lens: one('lens'),
    reel: one('reel'),
    scene: one('scene'),
    take: one('take'),
  })
}
