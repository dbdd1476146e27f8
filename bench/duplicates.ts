import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { type DuplicateGroup, listDuplicatesQuerySchema, listVideosQuerySchema } from '../electron/contract/index.ts'
import { createCore } from '../electron/core/create-core.ts'
import { pages } from '../electron/domain/pages.ts'

/**
 * `npm run bench -- duplicates [FILMS] [tune|measure|all] [FOLDER…]`: of how many films (at most so many of each folder below
 * `../shared/media`) the copies are found beside their originals: scaled, trimmed, graded, letterboxed, in another codec, and several of
 * these at once; and what else is taken for a copy, among it other takes: the same place a while later. `tune` takes every second
 * film, `measure` the others. Pairs of scenes of which at least 60 % of the shorter one are the same count as copies, those with at
 * most 20 % as none.
 */
const run = promisify(execFile)
/** The film of another file with captions burned in: found rightly, but what it has in common with that is not known here. */
const withoutTruth: ReadonlySet<string> = new Set(['w3c_keyboard_perspective_burned_captions.mp4'])
const [count = '4', half = 'all', ...folders] = process.argv.slice(2)
if (!['tune', 'measure', 'all'].includes(half)) throw new Error('Say which films: tune, measure or all.')
const media = path.resolve(import.meta.dirname, '../../shared/media')
const trimMs = 2_000
const x264 = (crf: number) => [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-pix_fmt',
  'yuv420p',
  '-crf',
  String(crf),
  '-an',
]
const copies = {
  original: [],
  small: ['-vf', 'scale=240:-2', ...x264(33)],
  trimmed: ['-ss', String(trimMs / 1000), '-t', '9', ...x264(26)],
  graded: ['-vf', 'eq=brightness=0.06:contrast=1.15:saturation=1.3,colorbalance=rm=0.12', ...x264(26)],
  letterbox: ['-vf', 'pad=iw:ih*1.34:0:(oh-ih)/2,scale=trunc(iw/2)*2:trunc(ih/2)*2', ...x264(26)],
  'other-codec': ['-r', '30', '-c:v', 'mpeg4', '-q:v', '7', '-an'],
  'small-graded': ['-vf', 'scale=200:-2,eq=brightness=-0.05:contrast=0.85:saturation=0.8', ...x264(30)],
  'trimmed-letterbox': [
    '-ss',
    String(trimMs / 1000),
    '-t',
    '9',
    '-vf',
    'pad=iw:ih*1.34:0:(oh-ih)/2,scale=trunc(iw/2)*2:trunc(ih/2)*2',
    ...x264(28),
  ],
} as const
/** Another take: what the film shows so much later. */
const laterMs = 16_000

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

const folder = await mkdtemp(path.join(tmpdir(), 'goodclips-duplicates-'))
try {
  const films = path.join(folder, 'films')
  await mkdir(films)
  let number = 0
  for (const name of folders.length === 0 ? ['edited', 'single'] : folders) {
    const files = (await readdir(path.join(media, name))).filter((file) => /\.(mp4|mov|mkv|webm|avi)$/.test(file))
    for (const [place, file] of files.toSorted().entries()) {
      if (place >= Number(count) || (half !== 'all' && (place % 2 === 0) !== (half === 'tune'))) continue
      if (withoutTruth.has(file)) continue
      number += 1
      const original = path.join(films, `${number} original.mp4`)
      const source = path.join(media, name, file)
      const made = await run('ffmpeg', [
        '-nostdin',
        '-v',
        'error',
        '-y',
        '-t',
        '16',
        '-i',
        source,
        '-map',
        '0:v:0',
        '-vf',
        'scale=320:-2',
        ...x264(20),
        original,
      ]).catch(() => null)
      if (made === null) continue
      const take = path.join(films, `${number} take.mp4`)
      const from = ['-ss', String(laterMs / 1000), '-t', '12', '-i', source, '-map', '0:v:0', '-vf', 'scale=320:-2']
      // Where the film is shorter there is no other take.
      await run('ffmpeg', ['-nostdin', '-v', 'error', '-y', ...from, ...x264(20), take]).catch(() => null)
      for (const [how, args] of Object.entries(copies))
        if (how !== 'original')
          await run('ffmpeg', [
            '-nostdin',
            '-v',
            'error',
            '-y',
            '-i',
            original,
            ...args,
            path.join(films, `${number} ${how}.mp4`),
          ])
    }
  }
  const opened = await createCore({ libraryPath: path.join(folder, 'Library'), version: 'bench', log: () => undefined })
  if (!opened.ok) throw new Error(opened.error.message)
  const core = opened.value
  const never = new AbortController().signal
  await core.videos.import([films], never)
  await core.jobs.idle(never)
  const startedMs = performance.now()
  const groups: DuplicateGroup[] = []
  for await (const items of pages((position) =>
    core.duplicates.list(listDuplicatesQuerySchema.parse({ kind: 'duplicate', limit: 500, ...position }), never),
  ))
    groups.push(...items)
  const tookMs = performance.now() - startedMs
  const groupOf = new Map(groups.flatMap(({ id, scenes }) => scenes.map(({ scene }) => [scene.id, id] as const)))
  const videos = (await core.videos.list(listVideosQuerySchema.parse({ limit: 500 }))).items
  const scenes: {
    readonly id: string
    readonly film: string
    readonly video: string
    readonly how: string
    readonly from: number
    readonly to: number
  }[] = []
  for (const { id: video, title } of videos) {
    const [film = '', how] = title.split(' ')
    const shift = how === 'take' ? laterMs : how?.startsWith('trimmed') === true ? trimMs : 0
    const page = await core.videos.scenes(video, { limit: 500 })
    for (const { id, startMs, endMs } of page.ok ? page.value.items : [])
      scenes.push({ id, film, video, how: how ?? '', from: startMs + shift, to: endMs + shift })
  }
  let [right, wrong, missed] = [0, 0, 0]
  const mistakes = new Map<string, number>()
  const note = (what: string, a: (typeof scenes)[number], b: (typeof scenes)[number]): void => {
    const kind = `${what}: film ${a.film}${a.film === b.film ? '' : ` and film ${b.film}`}, ${[a.how, b.how].toSorted().join(' and ')}`
    mistakes.set(kind, (mistakes.get(kind) ?? 0) + 1)
  }
  for (const [place, a] of scenes.entries())
    for (const b of scenes.slice(place + 1)) {
      if (a.video === b.video) continue
      const common = (Math.min(a.to, b.to) - Math.max(a.from, b.from)) / Math.min(a.to - a.from, b.to - b.from)
      const isCopy = a.film === b.film && common >= 0.6
      if (a.film === b.film && common > 0.2 && common < 0.6) continue
      const isFound = groupOf.has(a.id) && groupOf.get(a.id) === groupOf.get(b.id)
      if (isFound && isCopy) right += 1
      else if (isFound) {
        wrong += 1
        note('wrong', a, b)
      } else if (isCopy) {
        missed += 1
        note('missed', a, b)
      }
    }
  say(
    `${number} films, ${videos.length} files, ${scenes.length} scenes, compared within ${(tookMs / 1000).toFixed(1)} s`,
  )
  say(
    `recall ${(right / (right + missed)).toFixed(3)} (aim ≥ 0.95), precision ${(right / (right + wrong)).toFixed(3)} (aim ≥ 0.98)`,
  )
  for (const [kind, times] of mistakes) say(`  ${times} × ${kind}`)
  await core.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
