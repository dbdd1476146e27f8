import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { environmentPython } from '../../build/setup/python.mjs'

/** What the slides of the drawn film say, a line each. */
export const drawnLines = [
  'The keeper walks along the shore',
  'Rain is expected in the north',
  'Chapter seven: a quiet house',
] as const

/** Draws a line into a picture with the letters that Pillow brings along. */
const draw = `
import sys
from PIL import Image, ImageDraw, ImageFont
for at, line in enumerate(sys.argv[2:]):
    picture = Image.new("RGB", (960, 540), (24, 32, 48))
    ImageDraw.Draw(picture).text((80, 240), line, font=ImageFont.load_default(44), fill=(240, 240, 240))
    picture.save(f"{sys.argv[1]}/{at}.png")
`

const run = (command: string, args: readonly string[]): void => {
  const done = spawnSync(command, args, { stdio: ['ignore', 'ignore', 'inherit'] })
  if (done.status !== 0) throw new Error(`${command} ended with ${done.status}`)
}

/** Writes a film of slides, three seconds each. */
export const drawTextFilm = (target: string): void => {
  const folder = mkdtempSync(path.join(tmpdir(), 'goodclips-drawn-'))
  try {
    run(environmentPython(), ['-c', draw, folder, ...drawnLines])
    const pictures = ['-framerate', '1/3', '-i', path.join(folder, '%d.png')]
    run('ffmpeg', ['-v', 'error', '-y', ...pictures, '-vf', 'fps=10', '-c:v', 'libx264', '-pix_fmt', 'yuv420p', target])
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
