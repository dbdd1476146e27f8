import { spawn } from 'node:child_process'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ffmpeg } from '../media/analyse/fixtures/analysed.ts'
import { type StageLibrary, stageLibrary } from './fixtures/stage-library.ts'

const slow = 300_000
const script = join(import.meta.dirname, 'fixtures', 'work-until-killed.ts')

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'goodclips-killed-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

/** Ten minutes of a picture that stands still and a tone: four pieces of speech at the least, and frames to read in pieces of a minute. */
const film = async (): Promise<string> => {
  const path = join(folder, 'film.mkv')
  const picture = ['-f', 'lavfi', '-i', 'smptebars=s=64x36:r=2:d=600']
  const tone = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000:duration=600']
  await ffmpeg([...picture, ...tone, '-c:v', 'ffv1', '-c:a', 'pcm_s16le', path])
  return path
}

type Asked = 'transcribe' | 'read-text' | 'idle'

/** Works on a film in a process that is killed when models are asked for the n-th time; answers what was asked then, or that all was done. */
const killedAt = async (libraryFolder: string, path: string, times: number): Promise<Asked> => {
  const child = spawn(process.execPath, [script, libraryFolder, path, String(times)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let text = ''
  child.stdout.on('data', (bytes: Buffer) => {
    text += bytes.toString()
    if (text.split('\n').length > times) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.on('exit', resolve))
  return (text
    .split('\n')
    .slice(0, times)
    .findLast((line) => line !== '') ?? 'idle') as Asked
}

/** The captions that models made of the only film, with times, words and boxes. */
const wordsIn = async (library: StageLibrary, path: string) => {
  const id = await library.take(path)
  await library.idle()
  const jobs = await library.store.jobs.ofVideo(id)
  const captions = [...(await library.store.captions.all(id, 1000)), ...(await library.store.captions.all(id, 2000))]
  return {
    jobs: jobs.filter(({ stage }) => ['transcribe', 'read-text'].includes(stage)).map(({ state }) => state),
    captions: captions.map(({ id: _id, videoId: _videoId, ...caption }) => caption),
  }
}

describe('work on words that is killed', () => {
  it(
    'ends as if nobody had killed it',
    async () => {
      const path = await film()
      const [undisturbed, killed] = [join(folder, 'undisturbed'), join(folder, 'killed')]
      await mkdir(undisturbed)
      await mkdir(killed)
      expect(await killedAt(undisturbed, path, 1_000)).toBe('idle')
      const hits = { transcribe: 0, 'read-text': 0, idle: 0 }
      // Every other run gets no further than to its first question, the others do one piece.
      for (let run = 0; hits.idle === 0 && (hits.transcribe < 3 || hits['read-text'] < 3); run += 1)
        hits[await killedAt(killed, path, 1 + (run % 2))] += 1
      expect(hits.transcribe).toBeGreaterThanOrEqual(3)
      expect(hits['read-text']).toBeGreaterThanOrEqual(3)
      expect(await killedAt(killed, path, 1_000)).toBe('idle')

      const [whole, after] = [await stageLibrary(undisturbed), await stageLibrary(killed)]
      try {
        const expected = await wordsIn(whole, path)
        expect(expected.jobs).toEqual(['done', 'done'])
        expect(expected.captions.length).toBeGreaterThan(3)
        expect(await wordsIn(after, path)).toEqual(expected)
        expect([...whole.speech.asked, ...after.speech.asked]).toEqual([])
      } finally {
        await whole.stop()
        await after.stop()
      }
    },
    slow,
  )
})
