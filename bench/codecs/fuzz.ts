import { readFileSync } from 'node:fs'
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'
import { decodingMemory } from '../../electron/media/memory-limits.ts'
import { captionStreamArguments, inputOptions } from '../../electron/media/safety.ts'
import { captionCanvas, captionPictureDecoders } from '../../electron/media/text/caption-pictures.ts'
import type { ProcessExit } from '../../electron/process/process-spec.ts'
import { runProcess } from '../../electron/process/run-process.ts'
import { type ByteRange, damaged, randomNumbers } from './mutate.ts'
import type { Seed } from './seeds.ts'

/** What became of the damaged films of one codec. */
export interface Tally {
  readonly films: number
  readonly crashes: number
  readonly hangs: number
  readonly greedy: number
  readonly peakBytes: number
}

/** Films in one process: starting ffmpeg costs more than decoding one of them. */
const batchSize = 50
const limits = {
  wallClockMs: 60_000,
  noProgressMs: 60_000,
  maxPixels: 67_108_864,
  memory: decodingMemory({ codedWidth: 32, codedHeight: 32 }),
}
/** Fifty small films at once; a decoder that takes more believed a size that it was told. */
const mostBytes = 600e6
/** Freed and fresh memory is filled, so that its use shows. */
const environment = { MALLOC_PERTURB_: '165' }
const { signal } = new AbortController()

/** The most that a process has had in memory so far (Linux; the wrappers that set its limits keep the process id). */
const peakOf = (pid: number): number => {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}

const run = async (args: readonly string[]): Promise<{ exit: ProcessExit; peakBytes: number }> => {
  const child = runProcess({
    command: 'ffmpeg',
    args: ['-hide_banner', '-nostdin', '-v', 'error', ...args],
    env: environment,
    stdout: { kind: 'ignore' },
    limits,
    signal,
    niceness: 1,
  })
  let peakBytes = 0
  const { pid } = child
  const look =
    pid === null
      ? undefined
      : setInterval(() => {
          peakBytes = Math.max(peakBytes, peakOf(pid))
        }, 20)
  const exit = await child.done
  clearInterval(look)
  return { exit, peakBytes }
}

/** Writes the undamaged film; null where this ffmpeg cannot. */
export const makeSeed = async (seed: Seed, folder: string, name: string): Promise<string | null> => {
  await mkdir(folder, { recursive: true })
  const file = path.join(folder, `${name}.${seed.extension}`)
  if (seed.film !== undefined && realMediaFolder === null) return null
  const source =
    seed.film !== undefined
      ? ['-i', `file:${realMedia(seed.film)}`]
      : seed.kind === 'video'
        ? ['-f', 'lavfi', '-i', 'testsrc2=size=32x32:rate=25:duration=0.24']
        : ['-f', 'lavfi', '-i', 'aevalsrc=0.4*sin(500*t*t)+0.1*random(0)|0.3*sin(900*t):d=0.3:s=44100']
  const { exit } = await run([...source, ...seed.options, '-strict', '-2', '-y', `file:${file}`])
  return exit.kind === 'exited' && exit.code === 0 ? file : null
}

const ask = async (file: string, ...question: readonly string[]): Promise<string> => {
  const exit = await runProcess({
    command: 'ffprobe',
    args: ['-v', 'error', ...question, '-of', 'csv=p=0', `file:${file}`],
    stdout: { kind: 'collect', maxBytes: 1 << 22 },
    limits,
    signal,
  }).done
  return exit.kind === 'exited' ? exit.stdout.toString('latin1') : ''
}

interface CodecRanges {
  readonly packets: readonly ByteRange[]
  /** The codec's header, where the container keeps one; null where there is none. */
  readonly header: ByteRange | null
}

/** Where the codec's data lies in a film. */
const codecRanges = async (seed: Seed, file: string, film: Buffer): Promise<CodecRanges> => {
  // Their demuxers take the film apart byte by byte: there is no container around the codec.
  if (seed.extension === 'gif' || seed.extension === 'apng') {
    return { packets: [{ offset: 8, length: film.length - 8 }], header: null }
  }
  const listed = await ask(file, '-show_entries', 'packet=size,pos')
  const packets = listed.split('\n').flatMap((line): readonly ByteRange[] => {
    const [length, offset] = line.split(',').map(Number)
    const known = offset !== undefined && length !== undefined && length > 0 && offset > 0
    return known ? [{ offset, length: Math.min(length, film.length - offset) }] : []
  })
  const dump = await ask(file, '-show_data', '-show_entries', 'stream=extradata')
  const hex = [...dump.matchAll(/^[0-9a-f]{8}: ((?:[0-9a-f]{2,4} )+)/gm)].map((line) =>
    (line[1] ?? '').replaceAll(' ', ''),
  )
  const header = Buffer.from(hex.join(''), 'hex')
  const at = header.length > 3 ? film.indexOf(header) : -1
  return { packets, header: at < 0 ? null : { offset: at, length: header.length } }
}

/** Decodes films in one process, each with the options under which the app opens a film. */
const decode = (files: readonly string[], seed: Seed) =>
  run(seed.kind === 'subtitle' ? drawing(files) : decoding(files, seed))

/** Draws the captions of each film as the app does. */
const drawing = (files: readonly string[]): readonly string[] => [
  ...files.flatMap((file) => captionStreamArguments(file, limits, captionPictureDecoders)),
  ...files.flatMap((_file, index) => ['-filter_complex', `[${index}:s:0]${captionCanvas}[drawn${index}]`]),
  ...files.flatMap((_file, index) => ['-map', `[drawn${index}]`, '-fps_mode', 'passthrough', '-f', 'null', '-']),
]

const decoding = (files: readonly string[], seed: Seed): readonly string[] => [
  ...files.flatMap((file) => ['-threads', '3', ...inputOptions(file, limits), '-i', `file:${file}`]),
  ...files.flatMap((_file, index) =>
    seed.kind === 'video'
      ? ['-map', `${index}:v:0`, '-vf', 'scale=w=32:h=32:flags=area,format=yuv420p', '-fps_mode', 'passthrough'].concat(
          ['-f', 'null', '-'],
        )
      : ['-map', `${index}:a:0`, '-ac', '1', '-ar', '48000', '-c:a', 'pcm_s16le', '-f', 'null', '-'],
  ),
]

interface Verdict {
  readonly kind: 'well' | 'crash' | 'hang' | 'greedy'
  readonly peakBytes: number
}

const judge = async (file: string, seed: Seed): Promise<Verdict> => {
  const { exit, peakBytes } = await decode([file], seed)
  if (exit.kind === 'signalled') return { kind: 'crash', peakBytes }
  if (exit.kind === 'timed-out') return { kind: 'hang', peakBytes }
  return { kind: exit.kind === 'memory-limit' || peakBytes > mostBytes ? 'greedy' : 'well', peakBytes }
}

/** How ffmpeg exits when it has gone through all inputs and could not decode most of them. */
const mostlyDamaged = 69
/**
 * A header that makes no sense, or a film without one readable picture, ends ffmpeg at once for all its inputs. So the last
 * packet stays whole, and every so many films, in which everything may be damaged, are decoded one by one.
 */
const aloneEvery = 25

/** Films that one bad neighbour could have kept from being decoded are decoded in halves, down to each alone. */
const judgeAll = async (
  files: readonly string[],
  seed: Seed,
): Promise<readonly (Verdict & { readonly file: string })[]> => {
  const [first] = files
  if (files.length === 1 && first !== undefined) return [{ ...(await judge(first, seed)), file: first }]
  const { exit, peakBytes } = await decode(files, seed)
  if (exit.kind === 'exited' && (exit.code === 0 || exit.code === mostlyDamaged) && peakBytes <= mostBytes) {
    return files.map((file) => ({ kind: 'well', peakBytes, file }))
  }
  const half = Math.ceil(files.length / 2)
  return [...(await judgeAll(files.slice(0, half), seed)), ...(await judgeAll(files.slice(half), seed))]
}

/** Decodes `count` damaged copies of a film; those that bring the decoder down are kept in `keepIn`. */
export const fuzz = async (
  seed: Seed,
  seedFile: string,
  count: number,
  startNumber: number,
  keepIn: string,
): Promise<Tally> => {
  const film = await readFile(seedFile)
  const { packets, header } = await codecRanges(seed, seedFile, film)
  if (packets.length === 0) throw new Error(`${seedFile}: no packets found`)
  const followed = packets.length > 1 ? packets.slice(0, -1) : packets
  const next = randomNumbers(startNumber)
  const folder = path.join(path.dirname(seedFile), `${path.basename(seedFile)}-damaged`)
  await mkdir(folder, { recursive: true })
  const tally = { films: 0, crashes: 0, hangs: 0, greedy: 0, peakBytes: 0 }
  for (let done = 0; done < count; done += batchSize) {
    const together: string[] = []
    const alone: string[] = []
    for (let number = done; number < Math.min(count, done + batchSize); number++) {
      const file = path.join(folder, `${number}.${seed.extension}`)
      const isAlone = number % aloneEvery === 0
      const ranges = isAlone ? [...(header === null ? [] : [header, header]), ...packets] : followed
      await writeFile(file, damaged(film, ranges, next))
      if (isAlone) alone.push(file)
      else together.push(file)
    }
    const verdicts = [...(await judgeAll(together, seed))]
    for (const file of alone) verdicts.push({ ...(await judge(file, seed)), file })
    for (const verdict of verdicts) {
      tally.films++
      tally.peakBytes = Math.max(tally.peakBytes, verdict.peakBytes)
      if (verdict.kind === 'well') continue
      if (verdict.kind === 'crash') tally.crashes++
      if (verdict.kind === 'hang') tally.hangs++
      if (verdict.kind === 'greedy') tally.greedy++
      await mkdir(keepIn, { recursive: true })
      await writeFile(
        path.join(keepIn, `${seed.codec}-${verdict.kind}-${path.basename(verdict.file)}`),
        await readFile(verdict.file),
      )
    }
    await Promise.all([...together, ...alone].map((file) => rm(file)))
  }
  return tally
}
