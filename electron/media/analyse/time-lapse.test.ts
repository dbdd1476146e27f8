import { readdir, readFile } from 'node:fs/promises'
import path from 'node:path'
import { expect, it } from 'vitest'
import { analysed, expectValue, ffmpeg } from './fixtures/analysed.ts'
import { expectWellFormed, makeResultFolders, slow } from './fixtures/analysed-clips.ts'
import { createFrameTimes } from './frame-times.ts'

const { folderOf } = makeResultFolders()

/** Small and short films: their decoder has exited before most pictures are looked at. */
const lapses = [
  { name: 'ten seconds a picture', size: '128x96', rate: '1/10', frames: 60, runs: 20 },
  { name: 'thirty seconds a picture', size: '320x180', rate: '1/30', frames: 45, runs: 4 },
] as const

it.each(lapses)(
  'a time-lapse of $name has the same pictures whenever it is analysed',
  async ({ name, size, rate, frames, runs }) => {
    const clip = `${folderOf(name)}.mp4`
    const source = `testsrc2=size=${size}:rate=${rate}:duration=1000000`
    await ffmpeg(
      ['-f', 'lavfi', '-i', source, '-frames:v', String(frames)].concat([
        ...['-vf', 'hue=h=17*n,rotate=n*0.7', '-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', clip],
      ]),
    )
    const outcomes = new Set<string>()
    const oneRun = async (run: number): Promise<void> => {
      const folder = folderOf(`${name} ${run}`)
      const result = expectValue(await analysed(clip, folder))
      expect(result.frameCount).toBe(frames)
      expectWellFormed(result)
      const files = (await readdir(folder)).sort()
      const contents = await Promise.all(
        files.map(async (file) => [file, (await readFile(path.join(folder, file))).toString('base64')]),
      )
      outcomes.add(JSON.stringify([result, contents]))
    }
    for (let run = 0; run < runs; run += 4) await Promise.all([0, 1, 2, 3].map((next) => oneRun(run + next)))
    expect(outcomes.size).toBe(1)
  },
  slow,
)

it('takes a timestamp that came while the thread stood still, instead of doing without', async () => {
  const times = createFrameTimes()
  const waiting = times.wait()
  // As a machine that slept: when it goes on, time is up and the log line is there to be read.
  setImmediate(() => {
    const wokenAt = performance.now() + 3300
    while (performance.now() < wokenAt);
    setImmediate(() => times.arrive(7))
  })
  await waiting
  expect(times.take()).toEqual({ pts: 7 })
  expect(times.take()).toBeUndefined()
})
