import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'

const recipe = fileURLToPath(new URL('../../resources/demo-library/library.json', import.meta.url))

const sceneSchema = z.object({
  seconds: z.number(),
  things: z.array(z.object({ colour: z.string(), shape: z.string() })),
  sounds: z.array(z.string()).default([]),
  caption: z.string().optional(),
})
const librarySchema = z.object({ clips: z.array(z.object({ name: z.string(), scenes: z.array(sceneSchema) })) })

/** What one scene of the demo clips was made to show, sound like and say. */
export interface DemoLabel {
  readonly title: string
  readonly index: number
  readonly startMs: number
  readonly endMs: number
  /** For example `red circle`. */
  readonly things: readonly string[]
  readonly sounds: readonly string[]
  readonly caption: string | null
}

/** Titles of the demo clips, each with its scenes in order: the truth the clips are drawn from. */
export const demoClips = async (): Promise<
  readonly { readonly title: string; readonly scenes: readonly DemoLabel[] }[]
> => {
  const { clips } = librarySchema.parse(JSON.parse(await readFile(recipe, 'utf8')))
  return clips.map(({ name, scenes }) => {
    let startMs = 0
    const labels = scenes.map(({ seconds, things, sounds, caption }, index): DemoLabel => {
      const start = startMs
      startMs += Math.round(seconds * 1000)
      return {
        title: name,
        index,
        startMs: start,
        endMs: startMs,
        things: things.map(({ colour, shape }) => `${colour} ${shape}`),
        sounds,
        caption: caption ?? null,
      }
    })
    return { title: name, scenes: labels }
  })
}

/** Answers what was made to be at a time of a clip. */
export const demoLabels = async (): Promise<(title: string, timeMs: number) => DemoLabel> => {
  const clips = await demoClips()
  return (title, timeMs) => {
    const scenes = clips.find((clip) => clip.title === title)?.scenes
    const scene = scenes?.find(({ startMs, endMs }) => timeMs >= startMs && timeMs < endMs)
    if (scene === undefined) throw new Error(`no demo scene at ${timeMs} ms of “${title}”`)
    return scene
  }
}
