import { execFile } from 'node:child_process'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { importPaths, settled } from './library.ts'
import type { ServerUnderTest } from './server.ts'

const run = promisify(execFile)
const ffmpeg = (...args: readonly string[]) => run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...args])
const h264 = (crf: number) => ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-crf', String(crf)]

const copies = {
  'Smaller.mp4': ['-vf', 'scale=160:-2', ...h264(34)],
  'Trimmed.mp4': ['-ss', '1', '-t', '8', ...h264(20)],
} as const

/** Two shots of light that wanders, `Original`, and copies of it that are smaller and shorter; all of them imported. */
export const importCopies = async (server: ServerUnderTest, folder: string): Promise<void> => {
  await mkdir(folder, { recursive: true })
  const original = join(folder, 'Original.mp4')
  const shots = [
    'mandelbrot=size=320x180:rate=25:start_scale=2:end_scale=0.02:end_pts=300',
    'life=size=320x180:rate=25:ratio=0.4:mold=10:seed=5:life_color=#66ffcc:death_color=#402030',
  ]
  const inputs = shots.flatMap((shot) => ['-f', 'lavfi', '-i', shot])
  const cut = (index: number) => `[${index}]trim=duration=5,setpts=PTS-STARTPTS,format=yuv420p[v${index}]`
  await ffmpeg(...inputs, '-filter_complex', `${cut(0)};${cut(1)};[v0][v1]concat=n=2`, ...h264(16), original)
  for (const [name, args] of Object.entries(copies)) await ffmpeg('-i', original, ...args, join(folder, name))
  await importPaths(server, [folder])
  await settled(server, 3)
}
