import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { patience } from '../../../build/fixtures/patience.ts'
import { analysed, ffmpeg } from './fixtures/analysed.ts'
import { makeResultFolders, slow } from './fixtures/analysed-clips.ts'

const run = promisify(execFile)
const { folderOf } = makeResultFolders()

/** Processes whose command line names a file (Linux). */
const processesNaming = (file: string): readonly string[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .filter((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(file)
      } catch {
        return false
      }
    })

describe('cancelling an analysis', () => {
  it.skipIf(process.platform !== 'linux')(
    'takes less than two seconds and leaves no process and no file (looks into /proc, hence Linux)',
    async () => {
      const file = await fixtureClip('long-1080p')
      const folder = folderOf('cancelled')
      const controller = new AbortController()
      let abortedAt = 0
      const result = await analysed(file, folder, {
        signal: controller.signal,
        onProgress: ({ positionMs }) => {
          if (positionMs < 1000 || controller.signal.aborted) return
          expect(processesNaming(file).length).toBeGreaterThan(0)
          abortedAt = performance.now()
          controller.abort()
        },
      })
      expect(result).toMatchObject({ ok: false, error: { code: 'cancelled' } })
      expect(performance.now() - abortedAt).toBeLessThan(patience(2000))
      expect(processesNaming(file)).toEqual([])
      expect(await readdir(folder)).toEqual([])
    },
    slow,
  )
})

/** Frames as they are analysed, uncompressed. */
const frameMegabytes = (448 * 252 * 1.5) / 1e6

describe('memory of an analysis', () => {
  it.skipIf(process.platform !== 'linux')(
    'does not grow with the length of the film (looks into /proc, hence Linux)',
    async () => {
      const film = folderOf('long.mp4')
      // A cut each 15 s; 4,500 frames. The first 1,500 are enough for all buffers to be there.
      await ffmpeg([
        ...['-f', 'lavfi', '-i', 'testsrc2=s=448x252:r=25:d=180', '-vf', "negate=enable='lt(mod(t,30),15)'"],
        ...['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-g', '250', film],
      ])
      const part = folderOf('part.mp4')
      await ffmpeg(['-t', '60', '-i', film, '-c', 'copy', part])
      const script = path.join(import.meta.dirname, 'fixtures/analysis-memory.ts')
      const peakOf = async (file: string): Promise<{ readonly frameCount: number; readonly residentBytes: number }> => {
        const { stdout } = await run(process.execPath, [script, file, folderOf('memory')])
        const [frameCount = 0, residentBytes = 0] = stdout.trim().split(' ').map(Number)
        return { frameCount, residentBytes }
      }
      const short = await peakOf(part)
      // One frame in six of those 3,000 more would be seen; features take less than a megabyte.
      const mostMegabytes = (3000 / 6) * frameMegabytes
      // On a busy machine memory is collected late, which raises a single peak; frames that were kept would raise every one.
      let grownMegabytes = Number.POSITIVE_INFINITY
      for (let attempt = 0; attempt < 3 && grownMegabytes >= mostMegabytes; attempt += 1) {
        const long = await peakOf(film)
        expect([short.frameCount, long.frameCount]).toEqual([1500, 4500])
        grownMegabytes = Math.min(grownMegabytes, (long.residentBytes - short.residentBytes) / 1e6)
      }
      expect(grownMegabytes).toBeLessThan(mostMegabytes)
    },
    slow,
  )
})
