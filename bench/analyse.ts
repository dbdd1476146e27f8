import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { AnalyseCall, ProbeResult } from '../electron/domain/ports/index.ts'
import { analyse } from '../electron/media/analyse/analyse.ts'
import { probe } from '../electron/media/probe/probe.ts'
import { runProcess } from '../electron/process/run-process.ts'
import { joinedFilms } from './analyse/joined-films.ts'
import { watchMemory } from './analyse/process-memory.ts'

/** `npm run bench -- analyse [FILE…]`: speed of the analyse stage against `ffmpeg -f null`, and memory of all processes. */
const limits = { wallClockMs: 3_600_000, noProgressMs: 60_000, maxPixels: 67_108_864, maxStreams: 100 }
const tools = { ffmpegPath: 'ffmpeg', ffprobePath: 'ffprobe' }
const { signal } = new AbortController()
const pairs = Number(process.env['BENCH_RUNS'] ?? 5)
const goal = { ratio: 0.75, megabytes: 500 }

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}
const median = (values: readonly number[]): number => {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
const timed = async (work: () => Promise<void>): Promise<number> => {
  const startedAt = performance.now()
  await work()
  return (performance.now() - startedAt) / 1000
}

/** Decoding alone, with the options that ffmpeg chooses itself, at the priority that every child of the app has. */
const decodeOnly = async (file: string, stream: number): Promise<void> => {
  const exit = await runProcess({
    command: tools.ffmpegPath,
    args: ['-nostdin', '-v', 'error', '-i', `file:${file}`, '-map', `0:${stream}`, '-f', 'null', '-'],
    stdout: { kind: 'ignore' },
    limits: {
      wallClockMs: limits.wallClockMs,
      noProgressMs: limits.wallClockMs,
      memory: { maxBytes: 8 * 2 ** 30, isHard: false },
    },
    signal,
  }).done
  if (exit.kind !== 'exited' || exit.code !== 0) throw new Error(`decoding ${file} failed: ${JSON.stringify(exit)}`)
}

const analyseInto = async (folder: string, file: string, probed: ProbeResult): Promise<number> => {
  const call: AnalyseCall = {
    path: file,
    limits,
    signal,
    probe: probed,
    contentFolder: folder,
    cuts: { detector: 'persistent', threshold: null, minSceneFrames: 12 },
    onProgress: () => {},
  }
  const result = await analyse(call, tools)
  if (!result.ok) throw new Error(`${file}: ${result.error.message}`)
  return result.value.frameCount
}

const measure = async (file: string): Promise<void> => {
  const probed = await probe({ path: file, limits, signal }, tools)
  if (!probed.ok) throw new Error(`${file}: ${probed.error.message}`)
  const { width, height, codec, videoStreamIndex } = probed.value
  const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-bench-'))
  try {
    // Measured apart, since looking costs time; it also warms the file cache up.
    const watch = watchMemory(process.pid, 50)
    const frames = await analyseInto(folder, file, probed.value)
    const memory = watch.stop()
    const decodeSeconds: number[] = []
    const analyseSeconds: number[] = []
    for (let pair = 0; pair < pairs; pair++) {
      decodeSeconds.push(await timed(() => decodeOnly(file, videoStreamIndex)))
      analyseSeconds.push(
        await timed(async () => {
          await analyseInto(folder, file, probed.value)
        }),
      )
    }
    const decodeRate = frames / median(decodeSeconds)
    const analyseRate = frames / median(analyseSeconds)
    const ratio = analyseRate / decodeRate
    const megabytes = memory.residentBytes / 1e6
    say(`${path.basename(file)}: ${codec} ${width} × ${height}, ${frames} frames, medians of ${pairs} alternating runs`)
    say(`  decode only  ${decodeRate.toFixed(1)} frames/s`)
    say(`  analyse      ${analyseRate.toFixed(1)} frames/s`)
    say(`  ratio        ${ratio.toFixed(3)} (goal ≥ ${goal.ratio}) ${ratio >= goal.ratio ? 'reached' : 'MISSED'}`)
    say(
      `  peak memory  ${megabytes.toFixed(0)} MB resident, ${(memory.proportionalBytes / 1e6).toFixed(0)} MB with shared pages shared out, all processes (goal ≤ ${goal.megabytes}) ${megabytes <= goal.megabytes ? 'reached' : 'MISSED'}`,
    )
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const named = process.argv.slice(2).map((file) => path.resolve(file))
const films = named.length > 0 ? named : await joinedFilms()
if (films.length === 0) say('Name a film, or put the real clips beside the checkout to have one joined from them.')
for (const film of films) await measure(film)
