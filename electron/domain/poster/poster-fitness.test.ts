import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { posterFitness } from './poster-fitness.ts'

const run = promisify(execFile)
const size = { width: 448, height: 252 }
const text = "drawtext=fontcolor=white:fontsize=13:line_spacing=5:x=(w-tw)/2:y=8:text='"

/** One picture that a filter of ffmpeg draws, as the analysis sees pictures. */
const drawn = async (filter: string): Promise<number> => {
  const { stdout } = await run(
    'ffmpeg',
    [
      '-nostdin',
      '-v',
      'error',
      '-f',
      'lavfi',
      '-i',
      filter,
      '-frames:v',
      '1',
      '-pix_fmt',
      'yuvj420p',
      '-f',
      'rawvideo',
      'pipe:1',
    ],
    { encoding: 'buffer', maxBuffer: 1 << 24 },
  )
  return posterFitness(stdout, size)
}

const credits = Array.from(
  { length: 12 },
  (_, line) => `Name number ${line}  role of somebody in the film ${line * 7}`,
).join('\n')
const picture = 'mandelbrot=s=448x252:start_scale=0.4:end_scale=0.3'

it('finds a picture with something to see worth much more than what shows nothing of a film', async () => {
  const seen = await drawn(picture)
  expect(seen).toBeGreaterThan(0.6)
  const poor = {
    black: 'color=black:s=448x252',
    white: 'color=white:s=448x252',
    grey: 'color=gray:s=448x252',
    'HD colour bars': 'smptehdbars=s=448x252',
    'colour bars': 'pal75bars=s=448x252',
    credits: `color=black:s=448x252,${text}${credits}'`,
    'credits on white': `color=white:s=448x252,${text.replace('white', 'black')}${credits}'`,
    leader:
      'color=0x909090:s=448x252,drawbox=x=223:y=0:w=2:h=252:color=black:t=fill,drawbox=x=0:y=125:w=448:h=2:color=black:t=fill,drawtext=fontsize=120:fontcolor=black:x=(w-tw)/2:y=(h-th)/2:text=5',
  }
  for (const [name, filter] of Object.entries(poor)) {
    expect(await drawn(filter), name).toBeLessThan(seen / 4)
  }
})

it('keeps pictures with a few words, with stripes in them, and without colour', async () => {
  const seen = await drawn(picture)
  expect(await drawn(`${picture},${text}A few words'`)).toBeGreaterThan(seen * 0.8)
  expect(await drawn(`${picture},hue=s=0`)).toBeGreaterThan(seen * 0.7)
  expect(await drawn(`${picture},drawgrid=w=60:h=300:t=2:c=white`)).toBeGreaterThan(seen * 0.5)
})
