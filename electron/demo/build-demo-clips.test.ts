import { execFile } from 'node:child_process'
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildDemoClips } from './build-demo-clips.ts'
import { drawBackground, drawFrame } from './draw-scene.ts'
import { readRecipe } from './recipe.ts'
import { sampleRate, synthesise } from './synthesise.ts'

const run = promisify(execFile)
const shipped = path.resolve(import.meta.dirname, '../../resources/demo-library')
const never = new AbortController().signal

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'goodclips-demo-'))
})
afterAll(async () => {
  await rm(folder, { recursive: true, force: true })
})

const library = {
  width: 320,
  height: 180,
  framesPerSecond: 10,
  clips: [
    {
      name: 'Two scenes',
      scenes: [
        {
          seconds: 1.2,
          background: 'plain',
          things: [{ colour: 'red', shape: 'circle', size: 'large', position: 'left' }],
          sounds: ['bell', 'siren'],
          caption: 'The old man sleeps in the garden.',
        },
        {
          seconds: 1,
          background: 'checkered',
          things: [{ colour: 'white', shape: 'text', size: 'medium', letters: ['GOOD', 'CLIP'] }],
          motion: 'sideways',
        },
      ],
    },
    {
      name: 'Quiet',
      scenes: [{ seconds: 1, background: 'dotted', things: [] }],
    },
  ],
}

const smallRecipe = async (): Promise<string> => {
  const recipe = path.join(folder, 'recipe')
  await mkdir(recipe, { recursive: true })
  for (const name of ['vocabulary.json', 'sounds.json'])
    await copyFile(path.join(shipped, name), path.join(recipe, name))
  await writeFile(path.join(recipe, 'library.json'), JSON.stringify(library))
  return recipe
}

interface Streams {
  readonly streams: readonly {
    readonly codec_name: string
    readonly nb_read_frames?: string
    readonly width?: number
  }[]
}

const streamsOf = async (file: string): Promise<Streams['streams']> => {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-count_frames', '-show_streams', '-of', 'json', file])
  const { streams }: Streams = JSON.parse(stdout)
  return streams
}

describe('buildDemoClips', () => {
  it('encodes the clips of a recipe, with captions beside them, and leaves what is there', async () => {
    const recipeFolder = await smallRecipe()
    const clips = path.join(folder, 'clips')
    const seen: string[] = []
    const options = { ffmpegPath: 'ffmpeg', signal: never, recipeFolder }
    const paths = await buildDemoClips(clips, {
      ...options,
      onProgress: ({ done, name }) => seen.push(`${done} ${name}`),
    })
    expect(paths).toEqual(['Two scenes.mp4', 'Quiet.mp4'].map((name) => path.join(clips, name)))
    expect(seen).toEqual(['0 Two scenes', '1 Quiet', '2 '])
    expect((await readdir(clips)).sort()).toEqual(['Quiet.mp4', 'Two scenes.mp4', 'Two scenes.srt'])

    const [video, audio] = await streamsOf(paths[0] ?? '')
    expect(video).toMatchObject({ codec_name: 'h264', nb_read_frames: '22', width: 320 })
    expect(audio).toMatchObject({ codec_name: 'aac' })
    expect(await streamsOf(paths[1] ?? '')).toHaveLength(1)
    expect(await readFile(path.join(clips, 'Two scenes.srt'), 'utf8')).toBe(
      '1\n00:00:00,200 --> 00:00:01,000\nThe old man sleeps in the garden.\n',
    )

    const before = await stat(paths[0] ?? '', { bigint: true })
    expect(await buildDemoClips(clips, options)).toEqual(paths)
    expect((await stat(paths[0] ?? '', { bigint: true })).mtimeNs).toBe(before.mtimeNs)
  })

  it('leaves nothing when it is cancelled, and says what ffmpeg said when that fails', async () => {
    const recipeFolder = await smallRecipe()
    const clips = path.join(folder, 'cancelled')
    const controller = new AbortController()
    const building = buildDemoClips(clips, {
      ffmpegPath: 'ffmpeg',
      signal: controller.signal,
      recipeFolder,
      onProgress: ({ done }) => {
        if (done === 1) controller.abort(new Error('enough'))
      },
    })
    await expect(building).rejects.toThrow('enough')
    expect((await readdir(clips)).sort()).toEqual(['Two scenes.mp4', 'Two scenes.srt'])
    const broken = buildDemoClips(path.join(folder, 'broken'), { ffmpegPath: 'no-ffmpeg', signal: never, recipeFolder })
    await expect(broken).rejects.toThrow('Two scenes')
  })
})

describe('the shipped recipe', () => {
  it('names only what can be drawn and played, and shows it', async () => {
    const recipe = await readRecipe(shipped)
    expect(recipe.clips).toHaveLength(24)
    expect(new Set(recipe.clips.map((clip) => clip.name)).size).toBe(24)
    const names = new Set(recipe.vocabulary.backgrounds.map((found) => found.name))
    const motions = new Set(recipe.vocabulary.motions.map((found) => found.name))
    for (const scene of recipe.clips.flatMap((clip) => clip.scenes)) {
      expect(names).toContain(scene.background)
      expect(motions).toContain(scene.motion)
      for (const sound of scene.sounds) expect(recipe.sounds.has(sound)).toBe(true)
    }
    for (const [scene] of recipe.clips.map((clip) => clip.scenes)) {
      if (scene === undefined) continue
      const background = drawBackground(recipe, scene.background, 1)
      const frame = drawFrame(recipe, scene, background, 0.4)
      expect(frame.equals(background)).toBe(false)
    }
  })

  it('has every sound audible and none clipped', async () => {
    const recipe = await readRecipe(shipped)
    for (const [name, layers] of recipe.sounds) {
      const samples = synthesise(layers, sampleRate, 5)
      const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
      const power = samples.reduce((sum, x) => sum + x * x, 0) / samples.length
      expect(peak, name).toBeLessThan(0.95)
      expect(Math.sqrt(power), name).toBeGreaterThan(0.01)
      expect(samples.every(Number.isFinite), name).toBe(true)
    }
  })
})
