import { once } from 'node:events'
import { access, mkdir, open, rename, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { appResources } from '../core/app-resources.ts'
import type { ProcessExit } from '../process/process-spec.ts'
import { runProcess } from '../process/run-process.ts'
import { drawBackground, drawFrame } from './draw-scene.ts'
import { type DemoClip, type DemoRecipe, type DemoScene, readRecipe } from './recipe.ts'
import { sampleRate, synthesise } from './synthesise.ts'

/** How the clips are to be built. */
export interface DemoClipOptions {
  readonly ffmpegPath: string
  readonly signal: AbortSignal
  readonly onProgress?: (progress: { readonly done: number; readonly total: number; readonly name: string }) => void
  /** Folder of the recipe; default `resources/demo-library`. */
  readonly recipeFolder?: string
}

/** Seconds of silence at the end of a scene: the demo model was trained with it, and tells “A, then B” from “B, then A” by it. */
const silenceSeconds = 0.4
/** The clips are small. */
const memory = { maxBytes: 2 ** 30, isHard: true }
const limits = { wallClockMs: 300_000, noProgressMs: 60_000, memory }

/** A number that depends on the text only (FNV-1a). */
const seedOf = (text: string): number => {
  let hash = 0x811c9dc5
  for (const byte of Buffer.from(text)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0
  return hash
}

const framesOf = (recipe: DemoRecipe, scene: DemoScene): number => Math.round(scene.seconds * recipe.framesPerSecond)

/** Samples of a clip, mono s16le; null when none of its scenes has a sound. */
const soundOf = (recipe: DemoRecipe, clip: DemoClip): Buffer | null => {
  if (clip.scenes.every((scene) => scene.sounds.length === 0)) return null
  const scenes = clip.scenes.map((scene, index) => {
    const count = Math.round((framesOf(recipe, scene) / recipe.framesPerSecond) * sampleRate)
    const samples = Buffer.alloc(count * 2)
    const each = Math.floor((count - silenceSeconds * sampleRate) / Math.max(1, scene.sounds.length))
    scene.sounds.forEach((name, order) => {
      const layers = recipe.sounds.get(name)
      if (layers === undefined) throw new Error(`unknown sound ${name}`)
      synthesise(layers, each, seedOf(`${clip.name} ${index} ${name}`)).forEach((x, at) => {
        samples.writeInt16LE(Math.round(x * 32_767), (order * each + at) * 2)
      })
    })
    return samples
  })
  return Buffer.concat(scenes)
}

const clock = (seconds: number): string => {
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0')
  const thousandths = String(Math.round((seconds % 1) * 1000)).padStart(3, '0')
  return `${two(seconds / 3600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)},${thousandths}`
}

/** Captions of a clip as SRT, a little inside their scenes; null when it has none. */
const captionsOf = (recipe: DemoRecipe, clip: DemoClip): string | null => {
  const cues: string[] = []
  let frame = 0
  for (const scene of clip.scenes) {
    const end = frame + framesOf(recipe, scene)
    if (scene.caption !== undefined) {
      const from = clock(frame / recipe.framesPerSecond + 0.2)
      const to = clock(end / recipe.framesPerSecond - 0.2)
      cues.push(`${cues.length + 1}\n${from} --> ${to}\n${scene.caption}\n`)
    }
    frame = end
  }
  return cues.length === 0 ? null : cues.join('\n')
}

function* drawnFrames(recipe: DemoRecipe, clip: DemoClip): Generator<Buffer> {
  for (const [index, scene] of clip.scenes.entries()) {
    const background = drawBackground(recipe, scene.background, seedOf(`${clip.name} ${index}`))
    const count = framesOf(recipe, scene)
    const first = drawFrame(recipe, scene, background, 0)
    for (let frame = 0; frame < count; frame++) {
      yield scene.motion === 'still' ? first : drawFrame(recipe, scene, background, frame / count)
    }
  }
}

const failed = (clip: DemoClip, exit: ProcessExit): Error => {
  const said = 'stderrTail' in exit ? exit.stderrTail.join('\n') : exit.kind
  return new Error(`The demo clip “${clip.name}” could not be encoded: ${said}`)
}

const encode = async (
  recipe: DemoRecipe,
  clip: DemoClip,
  output: string,
  sound: string | null,
  { ffmpegPath, signal }: DemoClipOptions,
): Promise<void> => {
  const pictures = [
    ...['-f', 'rawvideo', '-pix_fmt', 'rgb24', '-video_size', `${recipe.width}x${recipe.height}`],
    ...['-framerate', String(recipe.framesPerSecond), '-i', 'pipe:0'],
  ]
  const soundInput = sound === null ? [] : ['-f', 's16le', '-ar', String(sampleRate), '-ac', '1', '-i', `file:${sound}`]
  const video = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '20', '-pix_fmt', 'yuv420p', '-g', '48']
  const audio = sound === null ? [] : ['-c:a', 'aac', '-b:a', '96k']
  const child = runProcess({
    command: ffmpegPath,
    args: [
      ...['-nostdin', '-v', 'error', '-y', ...pictures, ...soundInput, ...video, ...audio],
      ...['-movflags', '+faststart', '-f', 'mp4', `file:${output}`],
    ],
    stdin: 'pipe',
    stdout: { kind: 'ignore' },
    limits,
    signal,
  })
  const ended = child.done.then((exit) => exit)
  if (child.stdin !== null) {
    for (const frame of drawnFrames(recipe, clip)) {
      if (child.stdin.destroyed || signal.aborted) break
      child.touch()
      if (!child.stdin.write(frame)) await Promise.race([once(child.stdin, 'drain').catch(() => {}), ended])
    }
    child.stdin.end()
  }
  const exit = await ended
  signal.throwIfAborted()
  if (exit.kind !== 'exited' || exit.code !== 0) throw failed(clip, exit)
}

const exists = async (file: string): Promise<boolean> =>
  await access(file).then(
    () => true,
    () => false,
  )

/** Bytes are on the disk before the file gets its final name: what is there is complete. */
const finish = async (temporary: string, final: string): Promise<void> => {
  const file = await open(temporary, 'r+')
  await file.sync().finally(async () => await file.close())
  await rename(temporary, final)
}

const buildClip = async (
  recipe: DemoRecipe,
  clip: DemoClip,
  folder: string,
  options: DemoClipOptions,
): Promise<string> => {
  const final = path.join(folder, `${clip.name}.mp4`)
  if (await exists(final)) return final
  const unfinished = path.join(folder, `.${clip.name}.${process.pid}`)
  const [film, sound] = [`${unfinished}.mp4`, `${unfinished}.pcm`]
  try {
    const samples = soundOf(recipe, clip)
    if (samples !== null) await writeFile(sound, samples)
    await encode(recipe, clip, film, samples === null ? null : sound, options)
    // The captions first: an import of the clip finds them beside it.
    const captions = captionsOf(recipe, clip)
    if (captions !== null) await writeFile(path.join(folder, `${clip.name}.srt`), captions)
    await finish(film, final)
  } finally {
    await Promise.all([film, sound].map(async (file) => await rm(file, { force: true })))
  }
  return final
}

/**
 * Builds the clips of the demo library with ffmpeg, and answers their paths in the recipe's order. Clips that are there
 * already are left as they are. Throws the signal's reason when it aborts, and when ffmpeg fails.
 */
export const buildDemoClips = async (folder: string, options: DemoClipOptions): Promise<readonly string[]> => {
  const recipeFolder = options.recipeFolder ?? path.join(path.dirname(appResources().registry), 'demo-library')
  const recipe = await readRecipe(recipeFolder)
  await mkdir(folder, { recursive: true })
  const paths: string[] = []
  for (const clip of recipe.clips) {
    options.signal.throwIfAborted()
    options.onProgress?.({ done: paths.length, total: recipe.clips.length, name: clip.name })
    paths.push(await buildClip(recipe, clip, folder, options))
  }
  options.onProgress?.({ done: paths.length, total: paths.length, name: '' })
  return paths
}
