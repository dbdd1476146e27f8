import { access, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { patience } from '../../../build/fixtures/patience.ts'
import type { AudioCall } from '../../domain/ports/index.ts'
import { integratedLoudness } from '../../domain/sound/loudness.ts'
import { blocksOf, isSilent } from '../../domain/sound/scene-samples.ts'
import { expectValue, ffmpeg, limits, probed } from '../analyse/fixtures/analysed.ts'
import { createMedia } from '../media.ts'
import { createPcmCache } from './pcm-cache.ts'

let root = ''
beforeAll(async () => {
  root = await mkdtemp(path.join(tmpdir(), 'goodclips-audio-'))
})
afterAll(async () => {
  await rm(root, { recursive: true, force: true })
})

const callFor = async (file: string, contentId: string, changes: Partial<AudioCall> = {}): Promise<AudioCall> => {
  const probe = await probed(file)
  return {
    path: file,
    probe,
    contentId,
    contentFolder: path.join(root, contentId),
    durationMs: probe.durationMs,
    limits,
    signal: new AbortController().signal,
    onProgress: () => {},
    ...changes,
  }
}
const mediaWith = (samplesPath: string, ffmpegPath = 'ffmpeg') => createMedia({ samplesPath, ffmpegPath })

/** Largest absolute sample in a stretch of milliseconds. */
const loudest = (pcm: Uint8Array, fromMs: number, toMs: number): number => {
  const samples = new Int16Array(pcm.slice(fromMs * 96, toMs * 96).buffer)
  return samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
}

describe('listening', () => {
  it('reads the sound once: the samples stay for who needs them, what is kept of them for good', async () => {
    const samples = path.join(root, 'once')
    const file = await fixtureClip('three-scenes')
    const progress: number[] = []
    const call = await callFor(file, 'three', { onProgress: ({ fraction }) => progress.push(fraction) })
    const media = mediaWith(samples)
    const heard = expectValue(await media.audio({ ...call, keepSamples: true }))
    if (heard.kind !== 'sound') throw new Error('it has sound')
    expect(heard.warnings).toEqual([])
    expect(Math.abs(heard.sampleCount / 48_000 - 7)).toBeLessThan(0.1)
    expect(progress.at(-1)).toBeGreaterThan(0)
    const sound = await media.sound(call.contentFolder, call.probe.audio.heard)
    expect(sound?.sampleCount).toBe(heard.sampleCount)
    expect(await readdir(call.contentFolder)).toEqual(['sound.bin'])
    // A film that is not there any more cannot be read a second time.
    const held = expectValue(await media.samples({ ...call, path: path.join(root, 'gone.mp4') }))
    if (held === null) throw new Error('it has samples')
    expect((await readFile(held.path)).length).toBe(heard.sampleCount * 2)
    await held.release({ drop: true })
    expect(await readdir(samples)).toEqual([])
    expect(await media.samples({ ...call, path: path.join(root, 'gone.mp4') })).toMatchObject({ ok: false })
    const again = expectValue(await media.samples(call))
    expect(again?.sampleCount).toBe(heard.sampleCount)
    await media.close()
  })

  it('keeps no samples when nobody will ask for them', async () => {
    const samples = path.join(root, 'unasked')
    const media = mediaWith(samples)
    const call = await callFor(await fixtureClip('three-scenes'), 'unasked-content')
    expectValue(await media.audio({ ...call, keepSamples: false }))
    await expect(access(samples)).rejects.toThrow()
    expect((await media.sound(call.contentFolder, call.probe.audio.heard))?.blockCount).toBeGreaterThan(130)
  })

  it('says that there is none in a silent film, and leaves nothing', async () => {
    const media = mediaWith(path.join(root, 'silent'))
    const call = await callFor(await fixtureClip('two-scenes'), 'silent-content')
    expect(call.probe.audio.heard).toEqual([])
    expect(expectValue(await media.audio({ ...call, keepSamples: true }))).toEqual({ kind: 'none' })
    expect(expectValue(await media.samples(call))).toBeNull()
    expect(await media.sound(call.contentFolder, call.probe.audio.heard)).toBeNull()
  })

  it('puts every sound at its time: late starts and gaps are silence', async () => {
    const file = path.join(root, 'late.mkv')
    // One second of tone at 1.5 s and again at 4 s of six; five channels, 22,050 Hz.
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'color=c=red:s=64x36:r=10:d=6', '-f', 'lavfi', '-i', 'sine=f=600:r=22050:d=6'],
      ...['-filter_complex', "[1:a]aselect='between(t,1.5,2.5)+between(t,4,5)',pan=5.0|FL=c0|FR=c0|FC=c0[a]"],
      ...['-map', '0:v', '-map', '[a]', '-c:v', 'libx264', '-preset', 'ultrafast', '-c:a', 'pcm_s16le', file],
    ])
    const media = mediaWith(path.join(root, 'late'))
    const call = await callFor(file, 'late-content')
    const held = expectValue(await media.samples(call))
    if (held === null) throw new Error('it has samples')
    const pcm = new Uint8Array(await readFile(held.path))
    expect(loudest(pcm, 0, 1_450)).toBe(0)
    expect(loudest(pcm, 1_550, 2_450)).toBeGreaterThan(1_000)
    expect(loudest(pcm, 2_600, 3_900)).toBe(0)
    expect(loudest(pcm, 4_050, 4_950)).toBeGreaterThan(1_000)
    const sound = await media.sound(call.contentFolder, call.probe.audio.heard)
    if (sound === null) throw new Error('the sound was kept')
    const silent = (startMs: number, endMs: number) => {
      const blocks = blocksOf({ startMs, endMs }, sound)
      return blocks === null || isSilent(sound, blocks)
    }
    expect([silent(0, 1_400), silent(1_600, 2_400), silent(2_700, 3_900), silent(4_100, 4_900)]).toEqual([
      true,
      false,
      true,
      false,
    ])
    expect(blocksOf({ startMs: 5_500, endMs: 6_000 }, sound)).toBeNull()
  })

  it('fails with a reason when nothing can be decoded, and leaves nothing behind', async () => {
    const samples = path.join(root, 'broken')
    const media = mediaWith(samples)
    const call = await callFor(await fixtureClip('three-scenes'), 'broken-content')
    const notMedia = await fixtureClip('text-as-video')
    const failed = await media.audio({ ...call, path: notMedia, keepSamples: true })
    expect(failed).toMatchObject({ ok: false, error: { code: 'no_audio_decoded' } })
    expect(JSON.stringify(failed)).not.toContain(notMedia)
    expect(await readdir(samples)).toEqual([])
    const missing = mediaWith(samples, '/nowhere/ffmpeg')
    expect(await missing.audio({ ...call, keepSamples: false })).toMatchObject({ error: { code: 'ffmpeg_missing' } })
  })

  it('stops within two seconds', async () => {
    const file = path.join(root, 'long.mkv')
    await ffmpeg([
      ...['-f', 'lavfi', '-i', 'color=c=red:s=16x16:r=1:d=1200', '-f', 'lavfi', '-i', 'sine=f=200:r=8000:d=1200'],
      ...['-c:v', 'ffv1', '-c:a', 'pcm_u8', file],
    ])
    const video = await callFor(file, 'stopped-content')
    const controller = new AbortController()
    const samples = path.join(root, 'stopped')
    const media = mediaWith(samples)
    const running = media.audio({
      ...video,
      durationMs: 1_200_000,
      keepSamples: true,
      signal: controller.signal,
      onProgress: () => controller.abort(),
    })
    await new Promise((resolve) => controller.signal.addEventListener('abort', resolve, { once: true }))
    const before = performance.now()
    expect(await running).toMatchObject({ ok: false, error: { code: 'cancelled' } })
    expect(performance.now() - before).toBeLessThan(patience(2_000))
    expect(await readdir(samples)).toEqual([])
    expect(await media.sound(video.contentFolder, video.probe.audio.heard)).toBeNull()
  })
})

describe('loudness', () => {
  /** A film with a sound of its own: pictures of one grey, and what each channel plays. */
  const videoWith = async (name: string, channels: string, seconds: number): Promise<string> => {
    const file = path.join(root, name)
    await ffmpeg([
      ...['-f', 'lavfi', '-i', `color=gray:s=64x64:r=25:d=${seconds}`],
      ...['-f', 'lavfi', '-i', `aevalsrc=${channels}:s=48000:d=${seconds}`],
      ...['-c:v', 'mpeg4', '-c:a', 'pcm_s16le', file],
    ])
    return file
  }

  it('is −23 LUFS for a sine of 1 kHz at −23 dBFS in both channels, the first test signal of EBU Tech 3341', async () => {
    const sine = `${10 ** (-23 / 20)}*sin(2*PI*1000*t)`
    const call = await callFor(await videoWith('tech-3341-1.mkv', `${sine}|${sine}`, 12), 'loud-stereo')
    const media = mediaWith(path.join(root, 'loud'))
    const momentary = expectValue(await media.measureLoudness(call))
    expect(Math.abs(momentary.length - 120)).toBeLessThanOrEqual(1)
    expect(Math.abs((integratedLoudness(momentary, { startMs: 0, endMs: 12_000 }) ?? 0) + 23)).toBeLessThan(0.1)
    // One channel alone has half the energy.
    const single = await callFor(await videoWith('one-channel.mkv', `${sine}|0`, 4), 'loud-single')
    const quieter = expectValue(await media.measureLoudness(single))
    expect(integratedLoudness(quieter, { startMs: 0, endMs: 4_000 })).toBeCloseTo(-26.0, 1)
    await media.close()
  })

  it('weighs frequencies as ears do: 100 Hz counts about 1 dB less than 1 kHz', async () => {
    const [low, middle] = [100, 1000].map((hertz) => `0.1*sin(2*PI*${hertz}*t)`)
    const media = mediaWith(path.join(root, 'weighed'))
    const measured = []
    for (const [index, channel] of [low, middle].entries()) {
      const call = await callFor(
        await videoWith(`weighed-${index}.mkv`, `${channel}|${channel}`, 4),
        `weighed-${index}`,
      )
      measured.push(integratedLoudness(expectValue(await media.measureLoudness(call)), { startMs: 0, endMs: 4_000 }))
    }
    const [quiet, loud] = measured
    // By the two filters of BS.1770: −1.1 dB at 100 Hz, +0.7 dB at 1 kHz.
    expect((loud ?? 0) - (quiet ?? 0)).toBeCloseTo(1.8, 0)
    await media.close()
  })

  it('is kept, but not believed where it is damaged or of other tracks', async () => {
    const call = await callFor(await fixtureClip('three-scenes'), 'loud-kept')
    const media = mediaWith(path.join(root, 'kept-loudness'))
    const first = expectValue(await media.measureLoudness(call))
    const { heard } = call.probe.audio
    const again = await media.loudness(call.contentFolder, heard)
    expect(again).toHaveLength(first.length)
    expect(Math.max(...(again ?? []).map((lufs, index) => Math.abs(lufs - (first[index] ?? 0))))).toBeLessThan(0.006)
    expect(await media.loudness(call.contentFolder, [7])).toBeNull()
    const kept = path.join(call.contentFolder, 'loudness.bin')
    const bytes = await readFile(kept)
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
    await writeFile(kept, bytes)
    expect(await media.loudness(call.contentFolder, heard)).toBeNull()
    const gone = { ...call, path: path.join(root, 'gone.mp4') }
    expect(await media.measureLoudness(gone)).toMatchObject({ ok: false })
    expect(expectValue(await media.measureLoudness(call))).toEqual(first)
    const silent = { ...call, probe: { ...call.probe, audio: { ...call.probe.audio, heard: [] } } }
    expect(expectValue(await media.measureLoudness(silent))).toHaveLength(0)
    await media.close()
  })
})

describe('the cache of samples', () => {
  it('drops what was used longest ago, but nothing that is held', async () => {
    const folder = path.join(root, 'cache')
    const cache = createPcmCache(folder, 1_000)
    await mkdir(folder)
    const add = async (id: string): Promise<void> => {
      await writeFile(cache.pathOf(id), new Uint8Array(400))
      cache.add(id, 200)
    }
    await add('a')
    await add('b')
    const held = cache.hold('a')
    expect(await cache.makeRoom(400)).toBe(true)
    expect(await readdir(folder)).toEqual(['a.pcm'])
    await add('c')
    await held?.release({ drop: false })
    await (cache.hold('a')?.release({ drop: false }) ?? Promise.resolve())
    expect(await cache.makeRoom(500)).toBe(true)
    expect(await readdir(folder)).toEqual(['a.pcm'])
    const again = cache.hold('a')
    expect(await cache.makeRoom(800)).toBe(false)
    await again?.release({ drop: true })
    expect(await readdir(folder)).toEqual([])
    expect(cache.hold('a')).toBeNull()
  })
})
