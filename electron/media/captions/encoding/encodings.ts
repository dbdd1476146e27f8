import type { CaptionEncoding } from '../../../contract/index.ts'

/** An encoding that statistics choose among. */
export interface EncodingEntry {
  readonly id: CaptionEncoding
  /** Its name in iconv-lite. */
  readonly label: string
  /** Its names in the detector (jschardet), including equivalent encodings. */
  readonly detected: readonly string[]
  /** Prior likelihood: caption files mostly come from Windows. */
  readonly prior: number
  readonly bytes: 'single' | 'double'
  /** Languages that are written in it (ISO 639-1). */
  readonly languages: ReadonlySet<string>
}

const western = 'en fr de es pt it nl sv no nb nn da fi is ca gl eu ga af id ms sq'
const central = 'pl cs sk hu ro hr sl sr bs sq de'
const turkish = 'tr az'
const cyrillic = 'ru uk be bg sr mk'
const baltic = 'lt lv et'

/** Languages by encoding; the encodings are many, the regions few. */
const languagesOf: Readonly<Partial<Record<CaptionEncoding, string>>> = {
  'windows-1252': western,
  'iso-8859-15': `${western} et`,
  macintosh: western,
  'mac-iceland': 'is',
  cp850: western,
  cp437: western,
  cp860: 'pt',
  cp861: 'is',
  cp863: 'fr',
  cp865: 'no nb nn da sv',
  'windows-1250': central,
  'iso-8859-2': central,
  'iso-8859-16': 'ro',
  'mac-centeuro': `${central} ${baltic}`,
  cp852: central,
  'windows-1251': cyrillic,
  'iso-8859-5': cyrillic,
  'mac-cyrillic': cyrillic,
  cp855: cyrillic,
  cp866: 'ru be bg',
  'koi8-r': 'ru bg',
  'koi8-u': 'uk be',
  cp1125: 'uk',
  'koi8-t': 'tg',
  'windows-1253': 'el',
  'iso-8859-7': 'el',
  'mac-greek': 'el',
  cp737: 'el',
  cp869: 'el',
  'windows-1254': turkish,
  'iso-8859-3': 'mt eo',
  'mac-turkish': turkish,
  cp857: turkish,
  'windows-1255': 'he yi',
  'iso-8859-8': 'he yi',
  cp862: 'he yi',
  'windows-1256': 'ar fa ur',
  'iso-8859-6': 'ar',
  'windows-1257': baltic,
  'iso-8859-4': baltic,
  'iso-8859-10': 'is se',
  'iso-8859-13': baltic,
  'iso-8859-14': 'ga gd cy',
  cp775: baltic,
  'windows-1258': 'vi',
  'windows-874': 'th',
  shift_jis: 'ja',
  'euc-jp': 'ja',
  gb18030: 'zh',
  big5: 'zh yue',
  'euc-kr': 'ko',
}

const languageSet = (id: CaptionEncoding): ReadonlySet<string> => new Set((languagesOf[id] ?? '').split(' '))

const single = (id: CaptionEncoding, label: string, prior: number, ...detected: readonly string[]): EncodingEntry => ({
  id,
  label,
  detected,
  prior,
  bytes: 'single',
  languages: languageSet(id),
})
const double = (id: CaptionEncoding, label: string, ...detected: readonly string[]): EncodingEntry => ({
  id,
  label,
  detected,
  prior: 1,
  bytes: 'double',
  languages: languageSet(id),
})

/** Every encoding of one or two bytes a character. What Windows has in common with ISO 8859 counts as the Windows one. */
export const statisticalEncodings: readonly EncodingEntry[] = [
  single('windows-1252', 'windows-1252', 1.05, 'windows-1252', 'iso-8859-1'),
  single('windows-1250', 'windows-1250', 1, 'windows-1250'),
  single('windows-1251', 'windows-1251', 1, 'windows-1251'),
  single('windows-1253', 'windows-1253', 1, 'windows-1253'),
  single('windows-1254', 'windows-1254', 1, 'windows-1254', 'iso-8859-9'),
  single('windows-1255', 'windows-1255', 1, 'windows-1255'),
  single('windows-1256', 'windows-1256', 1, 'windows-1256'),
  single('windows-1257', 'windows-1257', 1, 'windows-1257'),
  single('windows-1258', 'windows-1258', 1, 'windows-1258', 'cp1258'),
  single('windows-874', 'windows-874', 1, 'cp874', 'tis-620', 'iso-8859-11', 'windows-874'),
  double('shift_jis', 'shift_jis', 'cp932', 'shift_jis', 'shift_jis_2004'),
  double('euc-jp', 'euc-jp', 'euc-jp', 'euc-jis-2004'),
  double('gb18030', 'gb18030', 'gb18030', 'gb2312', 'gbk'),
  double('big5', 'big5-hkscs', 'big5', 'big5hkscs', 'big5-hkscs'),
  double('euc-kr', 'cp949', 'cp949', 'euc-kr'),
  single('koi8-r', 'koi8-r', 0.99, 'koi8-r'),
  single('koi8-u', 'koi8-u', 0.97, 'koi8-u'),
  single('cp866', 'cp866', 0.99, 'ibm866', 'cp866'),
  single('iso-8859-2', 'iso-8859-2', 0.98, 'iso-8859-2'),
  single('iso-8859-3', 'iso-8859-3', 0.9, 'iso8859-3', 'iso-8859-3'),
  single('iso-8859-4', 'iso-8859-4', 0.9, 'iso8859-4', 'iso-8859-4'),
  single('iso-8859-5', 'iso-8859-5', 0.98, 'iso-8859-5'),
  single('iso-8859-6', 'iso-8859-6', 0.98, 'iso-8859-6'),
  single('iso-8859-7', 'iso-8859-7', 0.98, 'iso-8859-7'),
  single('iso-8859-8', 'iso-8859-8', 0.98, 'iso-8859-8'),
  single('iso-8859-10', 'iso-8859-10', 0.9, 'iso8859-10', 'iso-8859-10'),
  single('iso-8859-13', 'iso-8859-13', 0.95, 'iso8859-13', 'iso-8859-13'),
  single('iso-8859-14', 'iso-8859-14', 0.9, 'iso8859-14', 'iso-8859-14'),
  single('iso-8859-15', 'iso-8859-15', 0.97, 'iso8859-15', 'iso-8859-15'),
  single('iso-8859-16', 'iso-8859-16', 0.9, 'iso8859-16', 'iso-8859-16'),
  single('macintosh', 'macintosh', 0.97, 'macroman'),
  single('mac-centeuro', 'maccenteuro', 0.93, 'maclatin2'),
  single('mac-cyrillic', 'maccyrillic', 0.95, 'maccyrillic'),
  single('mac-greek', 'macgreek', 0.93, 'macgreek'),
  single('mac-iceland', 'maciceland', 0.9, 'maciceland'),
  single('mac-turkish', 'macturkish', 0.93, 'macturkish'),
  single('cp850', 'cp850', 0.97, 'cp850', 'cp858'),
  single('cp437', 'cp437', 0.96, 'cp437'),
  single('cp852', 'cp852', 0.97, 'cp852'),
  single('cp737', 'cp737', 0.95, 'cp737'),
  single('cp775', 'cp775', 0.93, 'cp775'),
  single('cp855', 'cp855', 0.93, 'ibm855', 'cp855'),
  single('cp857', 'cp857', 0.95, 'cp857'),
  single('cp860', 'cp860', 0.92, 'cp860'),
  single('cp861', 'cp861', 0.92, 'cp861'),
  single('cp862', 'cp862', 0.95, 'cp862'),
  single('cp863', 'cp863', 0.9, 'cp863'),
  single('cp865', 'cp865', 0.93, 'cp865'),
  single('cp869', 'cp869', 0.92, 'cp869'),
  single('cp1125', 'cp1125', 0.93, 'cp1125'),
  single('koi8-t', 'koi8-t', 0.85, 'koi8-t'),
]

const byDetected: ReadonlyMap<string, EncodingEntry> = new Map(
  statisticalEncodings.flatMap((entry) => entry.detected.map((name) => [name, entry] as const)),
)
const byId: ReadonlyMap<string, EncodingEntry> = new Map(statisticalEncodings.map((entry) => [entry.id, entry]))

/** The encoding behind a name of the detector; null for those that no caption file has (EBCDIC, say). */
export const entryOfDetected = (name: string): EncodingEntry | null => byDetected.get(name.toLowerCase()) ?? null

/** The entry of an encoding; null for Unicode and escape-coded ones, which no statistics are needed for. */
export const entryOf = (id: CaptionEncoding): EncodingEntry | null => byId.get(id) ?? null
