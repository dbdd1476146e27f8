import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'

const run = promisify(execFile)
const cache = path.resolve(import.meta.dirname, '../../.cache/bench')

interface Part {
  readonly clip: string
  readonly seconds: number
}

interface Recipe {
  readonly name: string
  readonly width: number
  readonly height: number
  readonly rate: number
  readonly parts: readonly Part[]
}

const recipes: readonly Recipe[] = [
  {
    name: 'joined-1080p30.mp4',
    width: 1920,
    height: 1080,
    rate: 30,
    parts: [
      { clip: 'edited/sintel_clip_480p_26s.mp4', seconds: 20 },
      { clip: 'single/dog_fetch_720p.mp4', seconds: 8 },
      { clip: 'single/flower_timelapse.mp4', seconds: 4 },
      { clip: 'edited/chrome_claymation.mp4', seconds: 10 },
      { clip: 'single/people_at_table_139s_noaudio.mp4', seconds: 8 },
    ],
  },
  {
    name: 'joined-2160p60.mp4',
    width: 3840,
    height: 2160,
    rate: 60,
    parts: [
      { clip: 'edited/sintel_clip_480p_26s.mp4', seconds: 3 },
      { clip: 'single/bee_thistle.mp4', seconds: 3 },
    ],
  },
]

const make = async ({ width, height, rate, parts }: Recipe, output: string): Promise<void> => {
  const frame = `scale=${width}:${height}:force_original_aspect_ratio=decrease,pad=${width}:${height}:-1:-1`
  const chains = parts.map((_, index) => `[${index}:v:0]${frame},setsar=1,fps=${rate},format=yuv420p[v${index}]`)
  const labels = parts.map((_, index) => `[v${index}]`).join('')
  await run('ffmpeg', [
    ...['-nostdin', '-v', 'error', '-y'],
    ...parts.flatMap(({ clip, seconds }) => ['-t', String(seconds), '-i', realMedia(clip)]),
    ...['-filter_complex', `${chains.join(';')};${labels}concat=n=${parts.length}:v=1:a=0[film]`, '-map', '[film]'],
    // What x264 makes by default, a little faster: three B-frames in a pyramid, CABAC, deblocking.
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '19', output],
  ])
}

/** Paths of a 1080p30 and a 4K60 H.264 film joined from real clips, made on first use; none without the clips. */
export const joinedFilms = async (): Promise<readonly string[]> => {
  if (realMediaFolder === null) return []
  await mkdir(cache, { recursive: true })
  const files: string[] = []
  for (const recipe of recipes) {
    const file = path.join(cache, recipe.name)
    if (!existsSync(file)) {
      const partial = path.join(cache, `partial-${process.pid}-${recipe.name}`)
      await make(recipe, partial)
      await rename(partial, file)
    }
    files.push(file)
  }
  return files
}
