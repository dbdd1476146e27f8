import { execFile } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import type { ClipMode } from '../electron/contract/index.ts'
import type { ProbeResult } from '../electron/domain/ports/index.ts'
import { createMedia } from '../electron/media/media.ts'

/**
 * `npm run bench -- clips [--ranges N] [--seed N] [FILM…]`: random ranges of real films (20 each; all of ../shared/media, or those
 * whose paths or names are given) as lossless and exact clips.
 * Faults are counted: a frame too many or too few, pictures that differ where packets were copied, PSNR below 45 dB where they
 * were encoded, sound that begins more than a packet off, another cut than was told, colours, shape, turning or HDR that are not
 * the film's, and everything that the report tells. The aim is none.
 */
const shared = path.resolve(import.meta.dirname, '../../shared/media')
const run = promisify(execFile)
const limits = { wallClockMs: 600_000, noProgressMs: 120_000, maxPixels: 67_108_864, maxStreams: 100 }
const leastPsnr = 45
const longestRange = 90

const numberOption = (name: string, fallback: number): number => {
  const at = process.argv.indexOf(`--${name}`)
  return at < 0 ? fallback : Number(process.argv[at + 1])
}
const ranges = numberOption('ranges', 20)
const named = process.argv
  .slice(2)
  .filter((word, index, words) => !word.startsWith('--') && !words[index - 1]?.startsWith('--'))
const films = ['edited', 'single'].flatMap((folder) => {
  const at = path.join(shared, folder)
  return existsSync(at) ? readdirSync(at).map((file) => path.join(at, file)) : []
})
/** Films of the shared media whose path holds the name, or the file of that path. */
const filmsNamed = (name: string): readonly string[] => {
  const found = films.filter((film) => film.includes(name))
  return found.length === 0 && existsSync(name) ? [path.resolve(name)] : found
}
const chosen = named.length === 0 ? films : [...new Set(named.flatMap(filmsNamed))]
const unknown = named.filter((name) => filmsNamed(name).length === 0)
if (chosen.length === 0 || unknown.length > 0) {
  const what = unknown.length > 0 ? unknown.join(', ') : 'any film in ../shared/media/{edited,single}'
  process.stderr.write(`Nothing is measured: there is no ${what}. Give the path of a film.\n`)
  process.exit(2)
}

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Mulberry32. */
const randomOf = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const output = async (command: string, args: readonly string[]): Promise<string> =>
  (await run(command, [...args], { maxBuffer: 2 ** 28 })).stdout

interface Frame {
  readonly seconds: number
  readonly sum: string
}

/** Decoded pictures with their times in the file. */
const framesOf = async (
  file: string,
  stream: number | string,
  options: readonly string[] = [],
): Promise<readonly Frame[]> => {
  const text = await output('ffmpeg', [
    ...['-v', 'error', '-noautorotate', '-copyts', ...options, '-i', file, '-map', `0:${stream}`],
    ...['-vsync', 'passthrough', '-enc_time_base', '-1', '-f', 'framemd5', '-'],
  ])
  const base = /#tb 0: (\d+)\/(\d+)/.exec(text)
  const tick = Number(base?.[1] ?? 1) / Number(base?.[2] ?? 1)
  return text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(','))
    .map((cells) => ({ seconds: Number(cells[2]) * tick, sum: cells.at(-1)?.trim() ?? '' }))
}

const psnrOf = async (clip: string, film: string, probe: ProbeResult, from: number, to: number): Promise<number> => {
  const trim = `trim=start=${(from - 0.004).toFixed(6)}:end=${(to - 0.004).toFixed(6)}`
  const seek = from - 3 - probe.containerStartMs / 1000
  const text = await output('ffmpeg', [
    ...['-v', 'error', '-copyts', '-noautorotate', '-i', clip, '-noautorotate'],
    ...(seek > 0.2 ? ['-noaccurate_seek', '-ss', String(seek)] : []),
    ...['-i', film, '-lavfi'],
    `[0:v:0]settb=1/1000,setpts=N[a];[1:${probe.videoStreamIndex}]${trim},settb=1/1000,setpts=N[b];[a][b]psnr=stats_file=-`,
    ...['-f', 'null', '-'],
  ])
  const values = [...text.matchAll(/psnr_avg:(\S+)/g)].map(([, value]) => (value === 'inf' ? 100 : Number(value)))
  return values.length === 0 ? 0 : Math.min(...values)
}

/** Samples of a packet of each codec; 1024 for others. */
const packetSamples: Readonly<Record<string, number>> = {
  mp3: 1152,
  mp2: 1152,
  ac3: 1536,
  opus: 960,
  vorbis: 2048,
  wmapro: 4096,
}

interface Described {
  readonly [key: string]: unknown
  readonly codec_type?: string
  readonly codec_name?: string
  readonly start_time?: string
  readonly sample_rate?: string
  readonly side_data_list?: readonly Readonly<Record<string, unknown>>[]
  readonly tags?: Readonly<Record<string, string>>
}

const describe = async (file: string): Promise<readonly Described[]> => {
  const text = await output('ffprobe', ['-v', 'error', '-show_streams', '-of', 'json', file])
  return (JSON.parse(text) as { readonly streams: readonly Described[] }).streams
}

/** How much later the sound begins than the picture, in packets of its codec; null without sound. */
const soundOffset = (streams: readonly Described[]): number | null => {
  const [sound, picture] = ['audio', 'video'].map((kind) => streams.find((stream) => stream.codec_type === kind))
  const offset = Number(sound?.start_time) - Number(picture?.start_time)
  const packet = (packetSamples[sound?.codec_name ?? ''] ?? 1024) / Number(sound?.sample_rate ?? 48_000)
  return Number.isFinite(offset) ? offset / packet : null
}

const keptFields = ['color_space', 'color_transfer', 'color_primaries', 'color_range', 'sample_aspect_ratio']
const keptSideData = ['rotation', 'max_content', 'max_average', 'red_x', 'max_luminance', 'dv_profile']

/** What a film says of its picture and a clip says otherwise. */
const lostOf = (film: Described | undefined, clip: Described | undefined, isCopy: boolean): readonly string[] => {
  const side = (stream: Described | undefined, key: string): unknown =>
    stream?.side_data_list?.map((data) => data[key]).find((value) => value !== undefined)
  const lost = (key: string, before: unknown, after: unknown): readonly string[] =>
    before === undefined || ['unknown', 'N/A', '0:1'].includes(String(before)) || String(before) === String(after)
      ? []
      : [`${key} ${String(before)} became ${String(after)}`]
  return [
    ...keptFields.flatMap((key) => lost(key, film?.[key], clip?.[key])),
    // What x265 encodes has no Dolby Vision, and must not say that it has.
    ...keptSideData
      .filter((key) => isCopy || key !== 'dv_profile')
      .flatMap((key) => lost(key, side(film, key), side(clip, key))),
  ]
}

const media = createMedia()
const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-bench-clips-'))
const random = randomOf(numberOption('seed', 1))
const faults: string[] = []
let clips = 0
let worst = 100
let copiedFrames = 0
let exactFrames = 0
try {
  for (const film of chosen) {
    const call = { path: film, limits, signal: AbortSignal.timeout(600_000) }
    const probed = await media.probe(call)
    if (!probed.ok) {
      faults.push(`${path.basename(film)}: ${probed.error.message}`)
      continue
    }
    const probe = probed.value
    const source = await framesOf(film, probe.videoStreamIndex)
    // Copied packets show what the film's edit list hides.
    const every = await framesOf(
      film,
      probe.videoStreamIndex,
      /mov|mp4/.test(probe.container) ? ['-ignore_editlist', '1'] : [],
    )
    const hiddenBefore = Math.max(
      0,
      every.findIndex(({ sum }) => sum === source[0]?.sum),
    )
    const filmStreams = await describe(film)
    const soundFrom = Number(filmStreams.find(({ codec_type: kind }) => kind === 'audio')?.start_time ?? 0)
    const film0 = probe.startTimeMs / 1000
    const frameSeconds = probe.frameRate.den / probe.frameRate.num
    const tell = (mode: string, first: number, last: number, what: string): void => {
      faults.push(`${path.basename(film)} ${mode} ${first}–${last}: ${what}`)
    }
    let own = 100
    const began = performance.now()
    for (let count = 0; count < ranges; count += 1) {
      const first = Math.floor(random() * Math.max(1, source.length - 2))
      const last = Math.min(source.length, first + 1 + Math.floor(random() * longestRange))
      const from = source[first]?.seconds ?? 0
      const to = source[last]?.seconds ?? (source.at(-1)?.seconds ?? 0) + frameSeconds
      for (const mode of ['lossless', 'exact'] as const satisfies readonly ClipMode[]) {
        const outputPath = path.join(folder, 'clip')
        const made = await media.cutClip({
          ...call,
          probe,
          startMs: Math.round((from - film0) * 1000),
          endMs: Math.round((to - film0) * 1000),
          mode,
          preset: null,
          timecode: null,
          reel: null,
          conform: null,
          outputPath,
          onProgress: () => {},
        })
        clips += 1
        if (!made.ok || made.value.cut === null) {
          tell(mode, first, last, made.ok ? 'no cut' : made.error.message)
          continue
        }
        const { cut } = made.value
        const got = await framesOf(outputPath, 'v:0')
        const isCopy = mode === 'lossless'
        const wanted = isCopy
          ? every.slice(hiddenBefore + first + cut.firstFrame, hiddenBefore + first + cut.endFrame)
          : source.slice(first, last)
        if (got.length !== wanted.length) tell(mode, first, last, `${got.length} frames instead of ${wanted.length}`)
        else if (isCopy && got.some(({ sum }, index) => sum !== wanted[index]?.sum))
          tell(mode, first, last, 'pictures differ')
        else if (!isCopy) {
          const { copied } = made.value
          if (copied) {
            copiedFrames += copied.frames
            const end = copied.before + copied.frames
            if (got.slice(copied.before, end).some(({ sum }, at) => sum !== wanted[copied.before + at]?.sum))
              tell(mode, first, last, 'copied pictures differ')
          }
          exactFrames += got.length
          const value = await psnrOf(outputPath, film, probe, from, to)
          own = Math.min(own, value)
          if (value < leastPsnr) tell(mode, first, last, `PSNR ${value.toFixed(1)} dB`)
        }
        for (const { code, message } of made.value.report)
          if (code !== 'tracks_left_out') tell(mode, first, last, message)
        const clip = await describe(outputPath)
        const offset = soundOffset(clip)
        // Sound that begins after the range's first frame, or ends before it, has no packet there.
        if (offset !== null && Math.abs(offset) > 1.05 && from + 0.1 >= soundFrom)
          tell(mode, first, last, `sound ${offset.toFixed(1)} packets off`)
        const pictureOf = (streams: readonly Described[]) => streams.find(({ codec_type: kind }) => kind === 'video')
        for (const lost of lostOf(filmStreams[probe.videoStreamIndex], pictureOf(clip), isCopy))
          tell(mode, first, last, lost)
      }
    }
    worst = Math.min(worst, own)
    say(
      `${path.basename(film)}: ${ranges} ranges, lowest PSNR ${own.toFixed(1)} dB, ${((performance.now() - began) / 1000).toFixed(0)} s`,
    )
  }
} finally {
  await media.close()
  await rm(folder, { recursive: true, force: true })
}
say(`${((copiedFrames / Math.max(1, exactFrames)) * 100).toFixed(0)} % of the frames of exact clips are copied`)
say(`${clips} clips, lowest PSNR ${worst.toFixed(1)} dB (aim ≥ ${leastPsnr}), ${faults.length} faults (aim 0)`)
for (const fault of faults) say(`  ${fault}`)
