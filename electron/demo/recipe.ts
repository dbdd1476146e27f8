import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'

const value = z.object({ name: z.string(), words: z.array(z.string()).min(1) })
const rgb = z.tuple([z.number(), z.number(), z.number()])

/** `x,y x,y …` in a box of -1…1. */
const polygon = z.string().transform((text) =>
  text.split(' ').map((pair) => {
    const [x = Number.NaN, y = Number.NaN] = pair.split(',').map(Number)
    return { x, y }
  }),
)

const vocabularySchema = z.object({
  colours: z.array(value.extend({ rgb })),
  shapes: z.array(value.extend({ contours: z.array(polygon) })),
  sizes: z.array(value.extend({ radius: z.number().positive() })),
  positions: z.array(value),
  backgrounds: z.array(value),
  motions: z.array(value),
  /** Seven rows of five bits per letter, in hexadecimal. */
  font: z.record(
    z.string(),
    z.string().transform((rows) => rows.split(' ').map((row) => Number.parseInt(row, 16))),
  ),
})

const soundLayerSchema = z.object({
  wave: z.enum(['sine', 'saw', 'square', 'noise', 'voice']),
  gain: z.number(),
  pitch: z.tuple([z.number(), z.number()]).optional(),
  contour: z.enum(['steady', 'rise', 'wave']).optional(),
  rate: z.number().optional(),
  partials: z.array(z.tuple([z.number(), z.number()])).optional(),
  band: z.tuple([z.number(), z.number()]).optional(),
  every: z.number().positive().optional(),
  length: z.number().positive().optional(),
  decay: z.number().positive().optional(),
  tremolo: z.tuple([z.number(), z.number()]).optional(),
})

const soundsSchema = z.object({ sounds: z.array(value.extend({ layers: z.array(soundLayerSchema) })) })

const thingSchema = z.object({
  colour: z.string(),
  shape: z.string(),
  size: z.string(),
  /** Absent: it moves about the middle. */
  position: z.string().optional(),
  /** Of the shape `text`. */
  letters: z.array(z.string()).optional(),
})

const sceneSchema = z.object({
  seconds: z.number().positive(),
  background: z.string(),
  things: z.array(thingSchema),
  motion: z.string().default('still'),
  /** One after the other; a short silence ends the scene. */
  sounds: z.array(z.string()).default([]),
  caption: z.string().optional(),
})

const librarySchema = z.object({
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  framesPerSecond: z.number().int().positive(),
  clips: z.array(z.object({ name: z.string().regex(/^[\w -]+$/), scenes: z.array(sceneSchema).min(1) })),
})

/** Layer of a sound; native-runners/demo/sounds.py says what the fields mean. */
export type SoundLayer = z.infer<typeof soundLayerSchema>
/** A colour, shape, size, … of the demo clips. */
export type Vocabulary = z.infer<typeof vocabularySchema>
/** One object of a demo scene. */
export type DemoThing = z.infer<typeof thingSchema>
/** One scene of a demo clip. */
export type DemoScene = z.infer<typeof sceneSchema>
/** One clip of the demo library. */
export type DemoClip = z.infer<typeof librarySchema>['clips'][number]

/** What the demo clips are made of: `resources/demo-library`, shared with the training of the demo models. */
export interface DemoRecipe {
  readonly vocabulary: Vocabulary
  readonly sounds: ReadonlyMap<string, readonly SoundLayer[]>
  readonly width: number
  readonly height: number
  readonly framesPerSecond: number
  readonly clips: readonly DemoClip[]
}

/** Reads the recipe out of its folder; a file that does not parse is a bug, and throws. */
export const readRecipe = async (folder: string): Promise<DemoRecipe> => {
  const read = async (name: string): Promise<unknown> => JSON.parse(await readFile(path.join(folder, name), 'utf8'))
  const vocabulary = vocabularySchema.parse(await read('vocabulary.json'))
  const { sounds } = soundsSchema.parse(await read('sounds.json'))
  const library = librarySchema.parse(await read('library.json'))
  return { ...library, vocabulary, sounds: new Map(sounds.map((sound) => [sound.name, sound.layers])) }
}
