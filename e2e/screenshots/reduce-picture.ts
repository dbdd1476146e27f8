import { execFile } from 'node:child_process'
import { stat } from 'node:fs/promises'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Tried in turn until the picture is small enough. */
const recipes = [
  { colours: 256, dither: 'sierra2_4a' },
  { colours: 256, dither: 'none' },
  { colours: 128, dither: 'none' },
  { colours: 64, dither: 'none' },
] as const

/** Writes a PNG again with a palette of its own, in at most `maxBytes` where 64 colours allow it. */
export const reducePicture = async (source: string, target: string, maxBytes: number): Promise<number> => {
  let size = Number.POSITIVE_INFINITY
  for (const { colours, dither } of recipes) {
    const filter = `split[a][b];[a]palettegen=max_colors=${colours}:reserve_transparent=0[p];[b][p]paletteuse=dither=${dither}`
    await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', source, '-vf', filter, '-pred', 'mixed', target])
    size = (await stat(target)).size
    if (size <= maxBytes) return size
  }
  return size
}
