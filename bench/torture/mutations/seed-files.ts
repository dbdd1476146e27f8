import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { copyFile, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { fixtureClip } from '../../../build/fixtures/clips.ts'
import { containers } from '../../../build/fixtures/numbered-films.ts'
import type { CaptionEncoding } from '../../../electron/contract/index.ts'
import { encodeText } from '../../../electron/media/captions/fixtures/encode-text.ts'
import { encodingTexts } from '../../../electron/media/captions/fixtures/encoding-texts.ts'
import { makeSeed } from '../../codecs/fuzz.ts'
import { seeds as codecSeeds, type Seed } from '../../codecs/seeds.ts'

/** A sound film or caption file that damaged copies are made of. */
export interface SeedFile {
  /** With its dot. */
  readonly extension: string
  readonly bytes: Buffer
}

const cache = fileURLToPath(new URL('../../../.cache/bench/torture-seeds', import.meta.url))

const clips = ['three-scenes', 'captioned-mkv', 'captioned-mp4', 'odd-size', 'vfr', 'rotated'] as const

/** A few pictures with sound and captions, in one of the containers of the numbered films. */
const containerSeed = (
  name: string,
  container: (typeof containers)[keyof typeof containers],
  captions: string,
): Seed => {
  const codec = 'captions' in container ? container.captions : null
  return {
    codec: name.replaceAll(' ', '-'),
    kind: 'video',
    extension: container.extension,
    options: [
      ...['-f', 'lavfi', '-i', 'sine=duration=0.3'],
      ...(codec === null ? [] : ['-f', 'srt', '-i', captions]),
      ...['-map', '0:v', '-map', '1:a', ...(codec === null ? [] : ['-map', '2:s', '-c:s', codec])],
      ...[...container.video, ...container.audio, '-ar', '48000', '-metadata', 'title=A lighthouse'],
      ...('muxer' in container ? container.muxer : []),
    ],
  }
}

/** Makes a film once: a hundred of them take as long as importing a hundred damaged ones. */
const keptSeed = async (seed: Seed, folder: string): Promise<string | null> => {
  const known = JSON.stringify({ ...seed, options: seed.options.filter((option) => !option.startsWith(folder)) })
  const name = `${seed.codec}-${createHash('sha256').update(known).digest('hex').slice(0, 10)}`
  const kept = join(cache, `${name}.${seed.extension}`)
  if (existsSync(kept)) return kept
  const path = await makeSeed(seed, folder, name)
  if (path === null) return null
  await mkdir(cache, { recursive: true })
  // Appears under its name when it is whole.
  const partial = `${kept}.${process.pid}.partial`
  await copyFile(path, partial)
  await rename(partial, kept)
  return kept
}

/** Small films of all containers and codecs that can be made here, and some that are long enough to have scenes. */
export const filmSeeds = async (folder: string, every: number): Promise<readonly SeedFile[]> => {
  const captions = join(folder, 'captions.srt')
  await writeFile(captions, '1\n00:00:00,050 --> 00:00:00,200\nThe lighthouse keeper waits.\n')
  const wanted = [
    ...Object.entries(containers).map(([name, container]) => containerSeed(name, container, captions)),
    ...codecSeeds,
  ].filter((_, index) => index % every === 0)
  const made: SeedFile[] = []
  for (const seed of wanted) {
    const path = await keptSeed(seed, folder)
    if (path !== null) made.push({ extension: extname(path), bytes: await readFile(path) })
  }
  for (const clip of clips.filter((_, index) => index % every === 0)) {
    const path = await fixtureClip(clip)
    made.push({ extension: extname(path), bytes: await readFile(path) })
  }
  return made
}

const time = (ms: number, separator: string): string => new Date(ms).toISOString().slice(11, 23).replace('.', separator)

/** Lines as they are written in each format that is read, with half a second between them. */
const captionFormats: Readonly<Record<string, (lines: readonly string[]) => string>> = {
  '.srt': (lines) =>
    lines
      .map((line, i) => `${i + 1}\n${time(i * 500, ',')} --> ${time(i * 500 + 400, ',')}\n<i>${line}</i>\n`)
      .join('\n'),
  '.vtt': (lines) =>
    `WEBVTT\n\nSTYLE\n::cue { color: red }\n\n${lines.map((line, i) => `${time(i * 500, '.')} --> ${time(i * 500 + 400, '.')} align:start\n<v Anna>${line}\n`).join('\n')}`,
  '.ass': (lines) =>
    `[Script Info]\nScriptType: v4.00+\n\n[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\n${lines.map((line, i) => `Dialogue: 0,${time(i * 500, '.').slice(1, 11)},${time(i * 500 + 400, '.').slice(1, 11)},Default,,0,0,0,,{\\an8}${line}`).join('\n')}`,
  '.sub': (lines) => lines.map((line, i) => `{${i * 12}}{${i * 12 + 10}}{y:i}${line}|${line}`).join('\n'),
  '.sbv': (lines) =>
    lines.map((line, i) => `${time(i * 500, '.').slice(1)},${time(i * 500 + 400, '.').slice(1)}\n${line}\n`).join('\n'),
  '.lrc': (lines) =>
    lines.map((line, i) => `[00:0${Math.floor(i / 2)}.${i % 2 === 0 ? '00' : '50'}]${line}`).join('\n'),
  '.smi': (lines) =>
    `<SAMI><HEAD><STYLE><!-- .ENCC { Name: English; lang: en-US; } --></STYLE></HEAD><BODY>${lines.map((line, i) => `<SYNC Start=${i * 500}><P Class=ENCC>${line}<br>`).join('\n')}</BODY></SAMI>`,
  '.ttml': (lines) =>
    `<?xml version="1.0"?><tt xmlns="http://www.w3.org/ns/ttml" xml:lang="en"><body><div>${lines.map((line, i) => `<p begin="${i * 0.5}s" end="${i * 0.5 + 0.4}s">${line.replaceAll('&', '&amp;')}</p>`).join('\n')}</div></body></tt>`,
  '.scc': () =>
    'Scenarist_SCC V1.0\n\n00:00:00:00\t9420 9420 9470 9470 c8e9 a180 942c 942c 942f 942f\n\n00:00:01:00\t942c 942c\n',
}

const unicode: readonly CaptionEncoding[] = ['utf-8', 'utf-16le', 'utf-16be']

/** Captions of all formats, each in other languages and encodings. */
export const captionSeeds = (): readonly SeedFile[] =>
  encodingTexts.flatMap(({ lines, encodings }, index) => {
    const formats = Object.entries(captionFormats)
    return [...encodings, ...unicode].map((encoding, turn): SeedFile => {
      const [extension, write] = formats[(index + turn) % formats.length] ?? ['.srt', captionFormats['.srt']]
      return { extension, bytes: encodeText(write?.(lines) ?? '', encoding) }
    })
  })

/** Playlists, references and other files whose text names the canaries. */
export const referringFiles = (file: string, url: string): readonly SeedFile[] => {
  const texts: readonly (readonly [string, string])[] = [
    ['.mp4', `#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n${file}\n#EXTINF:1,\n${url}/a.ts\n#EXT-X-ENDLIST\n`],
    ['.mkv', `ffconcat version 1.0\nfile '${file}'\nfile '${url}/b.mp4'\n`],
    ['.mov', `<?xml version="1.0"?><?quicktime type="application/x-quicktime-media-link"?><embed src="${url}/c.mov"/>`],
    ['.avi', `v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\na=control:${url}/d\n`],
    ['.wmv', `<asx version="3.0"><entry><ref href="${url}/e.wmv"/><ref href="file://${file}"/></entry></asx>`],
    ['.webm', `<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><Period><BaseURL>${url}/f.mp4</BaseURL></Period></MPD>`],
    ['.mpg', `[playlist]\nFile1=${file}\nFile2=${url}/g.mpg\nNumberOfEntries=2\n`],
    ['.ogv', `<smil><body><video src="${file}"/><video src="${url}/h.ogv"/></body></smil>`],
  ]
  return texts.map(([extension, text]) => ({ extension, bytes: Buffer.from(text) }))
}
