import { readFile } from 'node:fs/promises'
import { lettersOnly } from '../../electron/domain/screen-text/text-likeness.ts'
import { editDistance } from '../../electron/domain/words/edit-distance.ts'

/** Films and what stands in their pictures or their captions, looked at by eye where no reference came with them. */
export const films = [
  {
    file: 'edited/w3c_keyboard_perspective_burned_captions.mp4',
    what: 'burned-in captions',
    /** Text that is on screen besides the captions. */
    also: [
      'Web Accessibility Perspectives',
      'Web Accessibility Perspectives Keyboard Compatibility',
      'Keyboard Compatibility',
    ],
    captions: 'truth/transcripts/w3c_keyboard_perspective.en.vtt',
  },
  {
    file: 'single/lecture_slides_vfr.mov',
    what: 'lecture slides',
    lines: [
      'ETH',
      'Eidgenössische Technische Hochschule Zürich',
      'Swiss Federal Institute of Technology Zurich',
      'Titel der Veranstaltung',
      'Startfolie, auch Titelfolie genannt',
      '© ETH Zürich, 2007',
      'Tobias Wunden, Multimedia Services',
      'Folie Nummer 1',
      'Einige Punkte',
      'Damit die folgenden Folien als Verschieden erkannt werden',
      'REPLAY - Multimedia Portal System',
      'Folie nummer drei',
    ],
  },
] as const

/** What the DVB captions of `subs/se_dvbsub_only.ts` say, picture by picture, as a person reads them. */
const frenchCaptions = [
  'était très clairvoyant.',
  "Les gens ont peur d'admettre",
  'que la chance joue un grand rôle dans la vie.',
  'Se dire que tant nous échappe est effrayant.',
  "Au cours d'un match, la balle atteint parfois le haut du filet",
  'et durant une fraction de seconde, elle peut',
  "retomber d'un côté du filet ou de l'autre.",
  'Avec un peu de chance, elle tombe au-delà et on gagne.',
  "Ou c'est l'inverse, et on perd.",
  'Pardon.',
]

/** Captions that are pictures. `needsPicture`: the file has no film, which the bench adds. */
export const pictureCaptions = [
  {
    file: 'subs/sample_with_pgs_subtitles.mkv',
    what: 'PGS',
    needsPicture: false,
    says: ['This is the first subtitle'],
  },
  {
    file: 'subs/sample_with_vobsub.mkv',
    what: 'VobSub in MKV',
    needsPicture: false,
    says: ['This is the first subtitle'],
  },
  {
    file: 'subs/sample_with_vobsub.mp4',
    what: 'VobSub in MP4',
    needsPicture: false,
    says: ['This is the first subtitle'],
  },
  { file: 'subs/se_dvbsub_only.ts', what: 'DVB', needsPicture: true, says: frenchCaptions },
] as const

/** 1 less the edit distance of a text to a reference over the reference's letters (case, marks and spaces do not count). */
export const characterAccuracy = (reference: string, text: string): number => {
  const [wanted, got] = [[...lettersOnly(reference)], [...lettersOnly(text)]]
  return 1 - editDistance(wanted, got) / Math.max(1, wanted.length)
}

/** The cues of a WebVTT file, each on one line. */
export const cuesOfVtt = async (path: string, endMs: number): Promise<readonly string[]> =>
  (await readFile(path, 'utf8'))
    .replaceAll('\r', '')
    .split(/\n{2,}/)
    .flatMap((block) => {
      const lines = block.split('\n')
      const at = lines.findIndex((line) => line.includes('-->'))
      const [, minutes = '0', seconds = '0'] = /(\d+):(\d+)\.\d+ -->/.exec(lines[at] ?? '') ?? []
      const startMs = (Number(minutes) * 60 + Number(seconds)) * 1000
      return at < 0 || startMs >= endMs ? [] : [lines.slice(at + 1).join(' ')]
    })
