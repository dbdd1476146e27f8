import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import { ffmpeg } from './analyse/fixtures/analysed.ts'
import { type Copy, foundAgain } from './fixtures/own-copies.ts'
import { analysisOf, looksOf, texturesOf } from './fixtures/scene-vectors.ts'
import { createMedia } from './media.ts'

const films = [
  'edited/chrome_claymation.mp4',
  'edited/sintel_clip_480p_26s.mp4',
  'edited/steamboat_willie.mp4',
  'edited/w3c_keyboard_perspective.mp4',
  'subs/elephantsdream_3audio_3srt.mkv',
  'single/his_girl_friday_speech.mp4',
  'single/tractor_vp9.webm',
]
const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
const original = ['-vf', 'fps=12,scale=448:-2', ...x264, '-crf', '18', '-c:a', 'flac']
const copies: Readonly<Record<string, readonly string[]>> = {
  'at a low bit rate': [
    ...['-vf', 'scale=320:-2', ...x264, '-crf', '36'],
    ...['-c:a', 'aac', '-b:a', '32k', '-ac', '1'],
  ],
  'cropped by a tenth, and quieter': [
    ...['-vf', 'crop=iw*0.9:ih*0.9', ...x264, '-crf', '23'],
    ...['-af', 'volume=-12dB', '-c:a', 'libmp3lame', '-b:a', '48k'],
  ],
  'brighter, and with less bass and treble': [
    ...['-vf', 'eq=brightness=0.12', ...x264, '-crf', '23'],
    ...['-af', 'highpass=f=120,lowpass=f=7000', '-c:a', 'aac', '-b:a', '64k'],
  ],
}
/** Shorter ones have no texture of their own. */
const leastSoundMs = 1000

const media = createMedia()
let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-descriptors-'))
})
afterAll(async () => {
  await media.close()
  await rm(root, { recursive: true, force: true })
})

describe.skipIf(realMediaFolder === null)('scenes of real films', () => {
  it('are most like their own copies', async () => {
    const looks: Record<string, Copy> = {}
    const textures: Record<string, Copy> = {}
    for (const [number, film] of films.entries()) {
      const small = path.join(root, `${number}.mkv`)
      const stretch = ['-t', '15', '-map', '0:v:0', '-map', '0:a:0?']
      await ffmpeg(['-i', realMedia(film), ...stretch, ...original, small])
      const analysis = await analysisOf(small, path.join(root, `${number}`))
      const { scenes } = analysis
      const audible = (copy: Copy): Copy =>
        copy.map((vector, scene) => {
          const { startMs, endMs } = scenes[scene] ?? { startMs: 0, endMs: 0 }
          return endMs - startMs < leastSoundMs ? null : vector
        })
      const add = (store: Record<string, Copy>, name: string, vectors: Copy): void => {
        store[name] = [...(store[name] ?? []), ...vectors]
      }
      add(looks, 'original', looksOf(analysis, scenes))
      add(textures, 'original', audible(await texturesOf(media, small, path.join(root, `${number}`), scenes)))
      for (const [name, encoding] of Object.entries(copies)) {
        const [copy, folder] = [path.join(root, `${number} ${name}.mkv`), path.join(root, `${number} ${name}`)]
        await ffmpeg(['-i', small, ...encoding, copy])
        add(looks, name, looksOf(await analysisOf(copy, folder), scenes))
        add(textures, name, audible(await texturesOf(media, copy, folder, scenes)))
      }
    }
    const shares = (vectors: Record<string, Copy>) =>
      Object.keys(copies).map((name) => [name, foundAgain(vectors['original'] ?? [], vectors[name] ?? [])] as const)
    expect(looks['original']?.length).toBeGreaterThan(15)
    for (const [name, share] of shares(looks)) expect(share, `look, ${name}`).toBeGreaterThanOrEqual(0.95)
    for (const [name, share] of shares(textures)) expect(share, `sound, ${name}`).toBeGreaterThanOrEqual(0.95)
  })
})
