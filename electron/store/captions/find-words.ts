import type { CaptionTrackSource } from '../../contract/index.ts'
import type { FoundWords, WordsQuery } from '../../domain/ports/index.ts'
import { type AskedTerm, askedWords, formsOf } from '../../domain/words/asked-words.ts'
import { type TellingCue, type TellingWindow, tellingWindows } from '../../domain/words/best-windows.ts'
import { stemmedLanguages } from '../../domain/words/stemming.ts'
import { readSceneColumns, type SceneColumns } from '../scenes/scene-columns.ts'
import { rowsByVideo } from '../scenes/scene-rows-by-video.ts'
import type { Sql } from '../sqlite/sql.ts'
import { rowOfCue } from './scene-of-cue.ts'

/** Of a word that almost every caption holds, so many are looked at. */
const mostCues = 200_000
/** So many scenes are told at most, the best of them. */
const mostScenes = 50_000
const fewVideos = 500
const leastWeight = 1e-6

const quoted = (words: readonly string[]): string => `"${words.join(' ').replaceAll('"', '""')}"`

/** The languages of the captions of a library, as far as their words have stems. */
export const captionLanguages = (sql: Sql): readonly string[] => {
  const rows = sql.all<{ language: string | null }>('SELECT DISTINCT language FROM caption_tracks WHERE cue_count > 0')
  return stemmedLanguages(rows.map(({ language }) => language))
}

/** The words of the index that are forms of a word. */
const indexedForms = (sql: Sql, word: string, languages: readonly string[]): readonly string[] => {
  sql.database.exec(
    "CREATE VIRTUAL TABLE IF NOT EXISTS temp.caption_vocabulary USING fts5vocab(main, 'captions_fts', 'row')",
  )
  // A stem keeps the beginning of its word, but for a letter or two.
  const characters = [...word]
  const beginning = characters.slice(0, Math.max(2, Math.min(4, characters.length - 2))).join('')
  const rows = sql.all<{ term: string }>(
    'SELECT term FROM temp.caption_vocabulary WHERE term >= @beginning AND term < @end',
    { beginning, end: `${beginning}\u{10FFFF}` },
  )
  const isForm = formsOf(word, languages)
  return rows.map(({ term }) => term).filter(isForm)
}

/** A term in FTS5's language. */
const matchOf = (sql: Sql, term: AskedTerm, languages: readonly string[]): string => {
  if (!term.inflected) return `${quoted(term.words)}${term.prefix ? '*' : ''}`
  const forms = new Set([...term.words, ...term.words.flatMap((word) => indexedForms(sql, word, languages))])
  const ways = [...forms].map((form) => quoted([form]))
  return [...ways, ...(term.prefix ? [`${quoted(term.words)}*`] : [])].join(' OR ')
}

type CueTuple = readonly [pk: number, video: number, track: number, startMs: number, endMs: number, rank: number]

interface OwnCue extends TellingCue {
  readonly said: Map<number, number>
}

const cuesThatSay = (sql: Sql, match: string, sources: readonly CaptionTrackSource[] | null) =>
  sql.database
    .prepare<[{ match: string; sources: string }], CueTuple>(
      `SELECT c.pk, c.video_pk, c.track, c.start_ms, c.end_ms, f.rank
       FROM captions_fts f CROSS JOIN captions c ON c.pk = f.rowid
       CROSS JOIN videos v ON v.pk = c.video_pk AND v.removed_at IS NULL
       ${sources === null ? '' : 'CROSS JOIN caption_tracks t ON t.video_pk = c.video_pk AND t.track = c.track AND t.source IN (SELECT value FROM json_each(@sources))'}
       WHERE captions_fts MATCH @match LIMIT ${mostCues}`,
    )
    .raw()
    .iterate({ match, sources: JSON.stringify(sources ?? []) })

/** Telling cues of one track. */
interface TrackCues {
  readonly video: number
  readonly cues: Map<number, OwnCue>
}

const addTo = (tracks: Map<string, TrackCues>, term: number, tuple: CueTuple): void => {
  const [pk, video, track, startMs, endMs, rank] = tuple
  const key = `${video} ${track}`
  const own = tracks.get(key) ?? { video, cues: new Map<number, OwnCue>() }
  tracks.set(key, own)
  const cue = own.cues.get(pk) ?? { cue: pk, startMs, endMs, said: new Map<number, number>() }
  own.cues.set(pk, cue)
  // FTS5 ranks better hits lower; in a library of few captions a word in most of them has hardly any weight.
  cue.said.set(term, Math.max(leastWeight, -rank))
}

interface SceneWords extends Omit<TellingWindow, 'first'> {
  readonly cue: TellingCue
}

const isBetter = (one: SceneWords, other: SceneWords | undefined): boolean =>
  other === undefined || (one.full === other.full ? one.strength > other.strength : one.full)

/** Made anew each time: what is answered goes to another thread. */
const nothingFound = (languages: readonly string[]): FoundWords => ({
  scenes: new Float64Array(0),
  strengths: new Float64Array(0),
  full: new Uint8Array(0),
  cues: new Float64Array(0),
  startMs: new Float64Array(0),
  endMs: new Float64Array(0),
  languages,
})

/** See `CaptionStore.findWords`. `all`: the columns of all scenes. */
export const findWords = (sql: Sql, query: WordsQuery, all: () => SceneColumns): FoundWords => {
  const languages = captionLanguages(sql)
  const asked = askedWords(query.text, languages, query)
  if (asked === null) return nothingFound(languages)
  const tracks = new Map<string, TrackCues>()
  const captions = sql.get<{ count: number }>('SELECT COUNT(*) AS count FROM captions')?.count ?? 0
  const reference = asked.terms.map((term, index) => {
    let most = 0
    for (const tuple of cuesThatSay(sql, matchOf(sql, term, languages), query.sources)) {
      addTo(tracks, index, tuple)
      most = Math.max(most, -tuple[5])
    }
    // What nobody says counts as the rarest word would.
    return most > 0 ? Math.max(leastWeight, most) : Math.log(1 + captions)
  })
  const unwanted = new Set<number>()
  for (const term of asked.exclude) {
    for (const [pk] of cuesThatSay(sql, matchOf(sql, term, languages), query.sources)) unwanted.add(pk)
  }
  const videos = new Set([...tracks.values()].map(({ video }) => video))
  const columns = videos.size <= fewVideos ? readSceneColumns(sql, [...videos]) : all()
  const rows = rowsByVideo(columns)
  const best = new Map<number, SceneWords>()
  for (const { video, cues: own } of tracks.values()) {
    const ordered = [...own.values()]
      .filter(({ cue }) => !unwanted.has(cue))
      .toSorted((one, other) => one.startMs - other.startMs || one.cue - other.cue)
    for (const { first, ...window } of tellingWindows(ordered, reference)) {
      const row = rowOfCue(rows.get(video) ?? [], columns, first)
      if (row < 0) continue
      const scene = columns.scenes[row] ?? 0
      const found = { ...window, cue: first }
      if (isBetter(found, best.get(scene))) best.set(scene, found)
    }
  }
  const ordered = [...best].toSorted(
    ([, one], [, other]) => Number(other.full) - Number(one.full) || other.strength - one.strength,
  )
  const kept = ordered.slice(0, mostScenes).toSorted(([one], [other]) => one - other)
  return {
    scenes: Float64Array.from(kept, ([scene]) => scene),
    strengths: Float64Array.from(kept, ([, { strength }]) => strength),
    full: Uint8Array.from(kept, ([, { full }]) => Number(full)),
    cues: Float64Array.from(kept, ([, { cue }]) => cue.cue),
    startMs: Float64Array.from(kept, ([, { cue }]) => cue.startMs),
    endMs: Float64Array.from(kept, ([, { endMs }]) => endMs),
    languages,
  }
}
