import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { CutTruth } from './truth.ts'

/** A piece of a one-take clip. */
interface Piece {
  readonly clip: string
  readonly startSeconds: number
  readonly frames: number
}

/** A film made of pieces, with everything that is known about it. */
export interface HardCase {
  readonly name: string
  readonly pieces: readonly Piece[]
  /** Frames of dissolve between pieces; 0 joins them. */
  readonly dissolve?: number
  /** Frames of fade to black at the end and from black at the start of each piece. */
  readonly fade?: number
  /** Filter over each piece. */
  readonly each?: string
  /** Filter over the whole film. */
  readonly post?: string
  readonly quality?: number
}

const size = { width: 448, height: 252, rate: 25 }

/** Takes long enough to cut pieces from, with their usable length in seconds. */
const takes = [
  ['bee_thistle.mp4', 4],
  ['aquarium_fish_vc1.wmv', 12],
  ['his_girl_friday_speech.mp4', 6],
  ['pelicans_mpeg4.avi', 4],
  ['dog_fetch_720p.mp4', 9.5],
  ['flower_timelapse.mp4', 4.9],
  ['bottles_line_noaudio.mp4', 39],
  ['people_at_table_139s_noaudio.mp4', 139],
  ['rooftop_hdr10_av1_portrait.mp4', 4.2],
  ['rooftop_hlg_hevc_rotated.mp4', 2.5],
] as const

/** Deterministic numbers in 0…1. */
const randomFrom = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

/** Pieces of `from…to` frames from ever different takes. */
const pieces = (seed: number, count: number, from: number, to: number): readonly Piece[] => {
  const random = randomFrom(seed)
  let last = -1
  return Array.from({ length: count }, () => {
    let index = Math.floor(random() * takes.length)
    if (index === last) index = (index + 1) % takes.length
    last = index
    const [clip, seconds] = takes[index] ?? takes[0]
    const frames = Math.min(from + Math.floor(random() * (to - from + 1)), Math.floor((seconds - 0.3) * size.rate))
    return { clip, startSeconds: Number((random() * (seconds - 0.2 - frames / size.rate)).toFixed(2)), frames }
  })
}

const take = (clip: string, frames: number, startSeconds = 0): readonly Piece[] => [{ clip, startSeconds, frames }]

/** Brightness times `factor` on the frames that satisfy `when`. */
const flash = (when: string, luma = 'min(255,p(X,Y)*0.3+180)'): string =>
  `geq=lum='if(${when},${luma},p(X,Y))':cb='p(X,Y)':cr='p(X,Y)'`

/** All hard cases. Their boundaries are known because they were made. */
export const hardCases: readonly HardCase[] = [
  { name: 'joins-a', pieces: pieces(1, 14, 25, 60) },
  { name: 'joins-b', pieces: pieces(2, 14, 25, 60) },
  { name: 'joins-low-quality', pieces: pieces(3, 12, 25, 60), quality: 36 },
  { name: 'fast-cuts-5-10', pieces: pieces(4, 30, 5, 10) },
  { name: 'fast-cuts-6-14', pieces: pieces(5, 30, 6, 14) },
  { name: 'grey', pieces: pieces(6, 12, 25, 60), each: 'hue=s=0' },
  {
    name: 'dark-3ev',
    pieces: pieces(7, 12, 25, 60),
    each: "lutyuv=y='16+(val-16)/8':u='128+(val-128)/8':v='128+(val-128)/8'",
  },
  {
    name: 'dark-grey-grain',
    pieces: pieces(8, 12, 25, 60),
    each: "hue=s=0,lutyuv=y='16+(val-16)/6',noise=alls=8:allf=t",
  },
  { name: 'grain', pieces: pieces(9, 12, 25, 60), each: 'noise=alls=40:allf=t' },
  { name: 'flicker', pieces: pieces(10, 12, 25, 60), each: "eq=brightness='0.08*sin(2*PI*n/5)':eval=frame" },
  { name: 'flashes-1-2', pieces: pieces(11, 8, 50, 60), each: flash('lt(mod(N,23),2)*gt(N,8)*lt(N,42)') },
  { name: 'flashes-4', pieces: pieces(12, 8, 50, 60), each: flash('lt(mod(N,23),4)*gt(N,8)*lt(N,42)') },
  { name: 'flashes-6', pieces: pieces(13, 8, 50, 60), each: flash('lt(mod(N,25),6)*gt(N,8)*lt(N,42)') },
  { name: 'strobe', pieces: pieces(14, 6, 50, 60), each: flash('lt(mod(N,5),2)', 'p(X,Y)*0.15') },
  { name: 'strobe-uneven', pieces: pieces(15, 6, 50, 60), each: flash('gt(sin(N*N*0.37),0.2)', 'p(X,Y)*0.1') },
  { name: 'letterbox', pieces: pieces(16, 12, 25, 60), each: 'scale=448:140,pad=448:252:0:56' },
  { name: 'pillarbox', pieces: pieces(17, 12, 25, 60), each: 'scale=142:252,pad=448:252:153:0' },
  { name: 'animation-on-threes', pieces: pieces(18, 12, 24, 60), each: 'fps=25/3:round=down,fps=25:round=down' },
  {
    name: 'handheld',
    pieces: pieces(19, 10, 25, 60),
    each: "crop=360:200:x='44+40*sin(n*1.3)+4*sin(n*7)':y='26+24*sin(n*1.9)',scale=448:252",
  },
  {
    name: 'whip-pan',
    pieces: pieces(20, 8, 50, 60),
    each: "scale=1792:1008,crop=448:252:x='672+640*sin(n*0.13)':y='378+300*sin(n*0.09)'",
  },
  {
    name: 'fast-zoom',
    pieces: pieces(21, 8, 50, 60),
    each: "scale=w='448*(1.6+0.6*sin(n*0.25))':h='252*(1.6+0.6*sin(n*0.25))':eval=frame,crop=448:252",
  },
  { name: 'spin', pieces: pieces(22, 6, 50, 60), each: "rotate='n*0.15':ow=448:oh=252" },
  {
    name: 'passing-object',
    pieces: pieces(23, 8, 50, 60),
    each: "geq=lum='if(between(X,mod(N\\,20)*60-300,mod(N\\,20)*60),16,p(X,Y))':cb='p(X,Y)':cr='p(X,Y)'",
  },
  { name: 'dissolve-8', pieces: pieces(24, 10, 40, 60), dissolve: 8 },
  { name: 'dissolve-14', pieces: pieces(25, 10, 50, 60), dissolve: 14 },
  { name: 'dissolve-20', pieces: pieces(26, 10, 50, 60), dissolve: 20 },
  { name: 'dissolve-30', pieces: pieces(27, 8, 62, 75), dissolve: 30 },
  { name: 'fades-8', pieces: pieces(28, 10, 40, 60), fade: 8 },
  { name: 'fades-15', pieces: pieces(29, 10, 45, 60), fade: 15 },
  { name: 'fades-25', pieces: pieces(30, 8, 60, 75), fade: 25 },
  { name: 'slide-show', pieces: pieces(31, 14, 25, 60), each: "select='eq(n,0)',loop=-1:1:0,setpts=N/25/TB" },
  {
    name: 'slide-show-dissolve-12',
    pieces: pieces(32, 10, 45, 60),
    each: "select='eq(n,0)',loop=-1:1:0,setpts=N/25/TB",
    dissolve: 12,
  },
  {
    name: 'ken-burns',
    pieces: pieces(33, 10, 45, 60),
    each: "select='eq(n,0)',loop=-1:1:0,setpts=N/25/TB,scale=896:504,crop=448:252:x='100+n*3':y='60+n*2'",
  },
  { name: 'slow-exposure', pieces: pieces(34, 8, 50, 60), each: "eq=brightness='0.25*sin(2*PI*n/50)':eval=frame" },
  { name: 'take-dog', pieces: take('dog_fetch_720p.mp4', 220) },
  { name: 'take-pelicans', pieces: take('pelicans_mpeg4.avi', 95) },
  { name: 'take-people', pieces: take('people_at_table_139s_noaudio.mp4', 600) },
  { name: 'take-bottles', pieces: take('bottles_line_noaudio.mp4', 600) },
]

const isJoin = ({ dissolve = 0, fade = 0 }: HardCase): boolean => dissolve === 0 && fade === 0

/** Boundaries of a case: cuts where pieces are joined, spans where they are blended or faded. */
export const truthOf = (hardCase: HardCase): CutTruth & { readonly frames: number } => {
  const { dissolve = 0, fade = 0 } = hardCase
  const cuts: number[] = []
  const gradual: { start: number; end: number }[] = []
  let frames = 0
  hardCase.pieces.forEach((piece, index) => {
    if (index > 0) {
      if (dissolve > 0) {
        gradual.push({ start: frames - dissolve, end: frames })
        frames -= dissolve
      } else if (fade > 0) gradual.push({ start: frames - fade, end: frames + fade })
      else cuts.push(frames)
    }
    frames += piece.frames
  })
  return { cuts, gradual, optional: [], frames }
}

const graphOf = (hardCase: HardCase): string => {
  const { dissolve = 0, fade = 0, each = 'null', post = 'null' } = hardCase
  const { width, height, rate } = size
  const parts = hardCase.pieces.map(({ frames }, index) => {
    const cover = `fps=${rate},scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`
    const fades = fade > 0 ? `,fade=in:0:${fade},fade=out:${frames - fade}:${fade}` : ''
    return `[${index}:v]${cover},format=yuv420p,setsar=1,setpts=PTS-STARTPTS,tpad=stop=6:stop_mode=clone,${each},trim=end_frame=${frames},setpts=N/${rate}/TB,settb=1/${rate}${dissolve > 0 ? `,fps=${rate}` : ''}${fades}[p${index}]`
  })
  if (dissolve === 0) {
    const inputs = hardCase.pieces.map((_, index) => `[p${index}]`).join('')
    return [...parts, `${inputs}concat=n=${hardCase.pieces.length}:v=1,setpts=N/${rate}/TB,${post}[out]`].join(';')
  }
  let length = hardCase.pieces[0]?.frames ?? 0
  let last = 'p0'
  const steps = hardCase.pieces.slice(1).map(({ frames }, index) => {
    const step = `[${last}][p${index + 1}]xfade=transition=fade:duration=${dissolve / rate}:offset=${(length - dissolve) / rate}[x${index}]`
    last = `x${index}`
    length += frames - dissolve
    return step
  })
  return [...parts, ...steps, `[${last}]${post}[out]`].join(';')
}

const run = (args: readonly string[]): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn('ffmpeg', args, { stdio: ['ignore', 'inherit', 'inherit'] })
    child.on('error', reject)
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`ffmpeg exited with ${code}`))))
  })

/** Makes the film of a case from the one-take clips in `takesFolder`, unless it is there; returns its path. */
export const makeHardCase = async (hardCase: HardCase, takesFolder: string, folder: string): Promise<string> => {
  const path = join(folder, `${hardCase.name}.mp4`)
  if (existsSync(path)) return path
  await mkdir(folder, { recursive: true })
  const inputs = hardCase.pieces.flatMap(({ clip, startSeconds }) => [
    '-ss',
    String(startSeconds),
    '-i',
    join(takesFolder, clip),
  ])
  const partial = join(folder, `partial-${hardCase.name}.mp4`)
  const encoding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', String(hardCase.quality ?? 23), '-threads', '2']
  const graph = ['-filter_complex', graphOf(hardCase), '-map', '[out]', '-an', '-vsync', 'passthrough']
  await run(['-v', 'error', '-nostdin', '-y', ...inputs, ...graph, ...encoding, partial])
  await rename(partial, path)
  await writeFile(join(folder, `${hardCase.name}.json`), JSON.stringify({ ...truthOf(hardCase), optional: [] }))
  return path
}

/** Whether a case has hard cuts or no boundary at all, so that every prediction can be judged. */
export const hasOnlyCuts = isJoin
