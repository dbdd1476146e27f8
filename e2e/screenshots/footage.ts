import { copyFile, mkdir, writeFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { type FixtureName, fixtureClip } from '../../build/fixtures/clips.ts'
import { realMedia, realMediaFolder } from '../../build/fixtures/real-media.ts'

/** One film of the pictures: its name in the library, its file, and whom to thank. */
interface Film {
  readonly title: string
  /** Path among the real test videos. */
  readonly file: string
  readonly credit: string
  readonly licence: string
}

const films: readonly Film[] = [
  {
    title: 'Sintel, trailer',
    file: 'edited/sintel_trailer_480p.mp4',
    credit: '© Blender Foundation, durian.blender.org',
    licence: 'CC BY 3.0',
  },
  {
    title: 'Elephants Dream, the machine hall',
    file: 'subs/elephantsdream_3audio_3srt.mkv',
    credit: '© Blender Foundation and Netherlands Media Art Institute, orange.blender.org',
    licence: 'CC BY 2.5',
  },
  {
    title: 'Steamboat Willie (1928)',
    file: 'edited/steamboat_willie.mp4',
    credit: 'Walt Disney, Ub Iwerks, 1928',
    licence: 'public domain in the US since 2024',
  },
  {
    title: 'His Girl Friday (1940)',
    file: 'single/his_girl_friday_speech.mp4',
    credit: 'Howard Hawks, 1940; from mdn/shared-assets',
    licence: 'public domain, CC0',
  },
  {
    title: 'Red flower opening',
    file: 'single/flower_timelapse.mp4',
    credit: 'mdn/shared-assets',
    licence: 'CC0 1.0',
  },
  {
    title: 'Tractor ploughing',
    file: 'single/tractor_vp9.webm',
    credit: 'media.xiph.org derf collection, from mediawiki-extensions-TimedMediaHandler',
    licence: 'public domain',
  },
  {
    title: 'Dog in the courtyard',
    file: 'single/dog_fetch_720p.mp4',
    credit: 'SA-V data set, Meta AI; from facebookresearch/sam2',
    licence: 'CC BY 4.0',
  },
  {
    title: 'Bottles on the line',
    file: 'single/bottles_line_noaudio.mp4',
    credit: 'Intel IoT DevKit, sample-videos',
    licence: 'CC BY 4.0',
  },
]

const generated: readonly (readonly [FixtureName, string])[] = [
  ['many-scenes', 'Sintel, trailer'],
  ['captioned-mkv', 'Elephants Dream, the machine hall'],
  ['gradual', 'Dissolves'],
  ['portrait', 'Upright'],
]

/** What was put into the folder. */
export interface Footage {
  readonly isReal: boolean
  /** A film with many scenes, and one with captions, by title. */
  readonly film: string
  readonly spoken: string
  /** A word of the captions. */
  readonly word: string
}

/** Fills a folder with films under names as people give them, and two files that cannot be imported. */
export const placeFootage = async (folder: string): Promise<Footage> => {
  await mkdir(folder, { recursive: true })
  const isReal = realMediaFolder !== null
  if (isReal) {
    for (const { title, file } of films) await copyFile(realMedia(file), join(folder, title + extname(file)))
  } else {
    for (const [clip, title] of generated) {
      const source = await fixtureClip(clip)
      await copyFile(source, join(folder, title + extname(source)))
    }
  }
  await writeFile(join(folder, 'Unfinished copy.mp4'), '')
  await writeFile(join(folder, 'Shopping list.mp4'), 'bread, butter, film\n'.repeat(8))
  return {
    isReal,
    film: 'Sintel, trailer',
    spoken: 'Elephants Dream, the machine hall',
    word: isReal ? 'you' : 'the',
  }
}

/** The page that says what the pictures are and whom to thank for the footage in them. */
export const creditsPage = (names: readonly string[], isReal: boolean): string =>
  [
    '# Pictures of the app',
    '',
    'Taken from real runs by `npm run screenshots`, which imports films into an empty library and photographs each screen.',
    '',
    ...(isReal
      ? [
          'The footage on them, cut down or letterboxed but otherwise unchanged:',
          '',
          '| title in the pictures | by | licence |',
          '| --- | --- | --- |',
          ...films.map(({ title, credit, licence }) => `| ${title} | ${credit} | ${licence} |`),
        ]
      : ['The footage on them is generated.']),
    '',
    ...names.map((name) => `- [${name}](${name}.png)`),
    '',
  ].join('\n')
