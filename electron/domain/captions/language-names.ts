/**
 * Names that files use for a language besides its English name and ISO codes: its own name, a country, a customary
 * abbreviation. Each row: BCP 47 tag, then the names.
 */
const names: readonly (readonly [tag: string, ...names: readonly string[]])[] = [
  ['ar', 'العربية', 'عربي', 'arabe', 'arabisch'],
  ['az', 'azərbaycan'],
  ['be', 'беларуская'],
  ['bg', 'български', 'bul'],
  ['bn', 'বাংলা', 'bangla'],
  ['bs', 'bosanski'],
  ['ca', 'català', 'catalán', 'valencià'],
  ['cs', 'čeština', 'česky', 'český', 'cz', 'cesky'],
  ['da', 'dansk', 'dk'],
  ['de', 'deutsch', 'allemand', 'alemán', 'tedesco'],
  ['de-AT', 'österreichisch'],
  ['el', 'ελληνικά', 'ελληνικα', 'gr', 'ellinika'],
  ['en', 'englisch', 'anglais', 'inglés', 'inglese', 'inglês', 'engl'],
  ['en-GB', 'british english', 'british', 'english uk', 'english (uk)', 'en uk', 'gb'],
  ['en-US', 'american english', 'american', 'english us', 'english (us)', 'us'],
  ['es', 'español', 'castellano', 'castilian', 'espagnol', 'spanisch', 'esp', 'spagnolo'],
  ['es-ES', 'european spanish', 'español de españa', 'spanish (spain)', 'castilian spanish', 'spanish castilian'],
  [
    'es-419',
    'latin american spanish',
    'latino',
    'latam',
    'español latino',
    'español latinoamericano',
    'spanish latin american',
    'spanish (latin america)',
    'latin american',
    'spanish (latin american)',
    'español (latinoamérica)',
    'español latinoamérica',
  ],
  ['es-MX', 'mexican spanish', 'mx'],
  ['et', 'eesti', 'ee'],
  ['eu', 'euskara'],
  ['fa', 'فارسی', 'farsi', 'parsi', 'ir'],
  ['fi', 'suomi', 'suomeksi'],
  ['fil', 'tagalog', 'filipino'],
  ['fr', 'français', 'französisch', 'francés', 'francese', 'vf', 'vff'],
  ['fr-CA', 'canadian french', 'québécois', 'french canadian', 'french (canada)', 'français (canada)', 'vfq'],
  ['fr-FR', 'french (france)', 'parisian french'],
  ['ga', 'gaeilge'],
  ['gl', 'galego'],
  ['gu', 'ગુજરાતી'],
  ['he', 'עברית', 'iw', 'ivrit', 'il'],
  ['hi', 'हिन्दी', 'हिंदी'],
  ['hr', 'hrvatski', 'scr'],
  ['hu', 'magyar', 'ungarisch'],
  ['hy', 'հայերեն'],
  ['id', 'bahasa indonesia', 'bahasa'],
  ['is', 'íslenska'],
  ['it', 'italiano', 'italienisch', 'italien'],
  ['ja', '日本語', '日語', '日语', '日文', 'jp', 'jap', 'nihongo', 'japonés', 'japonais', 'japanisch'],
  ['ka', 'ქართული'],
  ['kk', 'қазақ', 'қазақша'],
  ['km', 'ខ្មែរ'],
  ['kn', 'ಕನ್ನಡ'],
  ['ko', '한국어', '韓語', '韩语', '韩文', 'kr', '한글', 'coreano', 'coréen'],
  ['lo', 'ລາວ'],
  ['lt', 'lietuvių'],
  ['lv', 'latviešu'],
  ['mk', 'македонски'],
  ['ml', 'മലയാളം'],
  ['mn', 'монгол'],
  ['mr', 'मराठी'],
  ['ms', 'bahasa melayu', 'malay', 'melayu'],
  ['my', 'မြန်မာ'],
  ['nb', 'norsk bokmål', 'bokmål'],
  ['ne', 'नेपाली'],
  ['nl', 'nederlands', 'holländisch', 'néerlandais', 'flemish', 'vlaams'],
  ['no', 'norsk', 'norwegian'],
  ['pa', 'ਪੰਜਾਬੀ'],
  ['pl', 'polski', 'polnisch', 'polonais', 'polskie', 'napisy pl'],
  ['pt', 'português', 'portugiesisch', 'portugais', 'portugués'],
  [
    'pt-BR',
    'brazilian',
    'brazilian portuguese',
    'portuguese brazilian',
    'portuguese (brazil)',
    'portuguese (brazilian)',
    'portuguese br',
    'português brasileiro',
    'português (brasil)',
    'português do brasil',
    'português br',
    'pob',
    'pb',
    'ptbr',
    'br',
    'brasil',
    'brazil',
  ],
  [
    'pt-PT',
    'european portuguese',
    'portuguese (portugal)',
    'portuguese portugal',
    'português (portugal)',
    'português de portugal',
    'iberian portuguese',
  ],
  ['ro', 'română', 'rumänisch'],
  ['ru', 'русский', 'рус', 'русские', 'russisch', 'russe', 'ruso'],
  ['si', 'සිංහල'],
  ['sk', 'slovenčina', 'slovensky'],
  ['sl', 'slovenščina', 'slo', 'slovenski'],
  ['sq', 'shqip'],
  ['sr', 'српски', 'srpski', 'scc', 'rs'],
  ['sr-Latn', 'srpski latinica', 'serbian latin', 'serbian (latin)'],
  ['sr-Cyrl', 'српски ћирилица', 'serbian cyrillic', 'serbian (cyrillic)'],
  ['sv', 'svenska', 'schwedisch', 'se', 'suédois'],
  ['ta', 'தமிழ்'],
  ['te', 'తెలుగు'],
  ['th', 'ไทย', 'ภาษาไทย'],
  ['tr', 'türkçe', 'türkisch', 'turc', 'turco'],
  ['uk', 'українська', 'укр', 'ua'],
  ['ur', 'اردو'],
  ['uz', "o'zbek", 'oʻzbek'],
  ['vi', 'tiếng việt', 'việt', 'vn', 'viet'],
  ['yue', 'cantonese', '粵語', '粤语', '廣東話', '广东话'],
  [
    'zh',
    '中文',
    '汉语',
    '漢語',
    '国语',
    '國語',
    'mandarin',
    'cn',
    'chn',
    'putonghua',
    'chinesisch',
    'chinois',
    'chino',
    '中字',
  ],
  [
    'zh-Hans',
    'chs',
    'sc',
    '简体',
    '简体中文',
    '簡體',
    '简中',
    '簡中',
    '简',
    'chinese simplified',
    'simplified chinese',
    'simplified',
    'chinese (simplified)',
    'chinese (simplified han)',
    'chinese (hans)',
    'zhs',
    'zh-s',
    'gb2312',
    '简体字幕',
    '中文简体',
    '中文 (简体)',
    '中文（简体）',
  ],
  [
    'zh-Hant',
    'cht',
    'tc',
    '繁体',
    '繁體',
    '繁体中文',
    '繁體中文',
    '繁中',
    '繁',
    'chinese traditional',
    'traditional chinese',
    'traditional',
    'chinese (traditional)',
    'chinese (hant)',
    'zht',
    'zh-t',
    'big5',
    '中文繁體',
    '中文繁体',
    '中文 (繁體)',
    '中文（繁體）',
    'tw',
    'taiwanese',
  ],
  ['zh-HK', 'hk', 'hong kong', 'chinese (hong kong)'],
]

/** ISO 639-1 codes, to know languages by their English names (`name.English.srt`). */
const twoLetterCodes =
  'af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gd gl gu he hi hr hu hy id is it ja jv ka kk km kn ko ku ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no or pa pl ps pt ro ru sd si sk sl so sq sr sv sw ta te tg th tk tr tt ug uk ur uz vi yi zh zu'

const withoutMarks = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .normalize('NFC')

/** The form in which names are looked up: composed Unicode, lower case, single spaces, no brackets. */
export const nameKey = (text: string): string =>
  text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[\s_()[\]（）]+/g, ' ')
    .trim()

const tagsByName: ReadonlyMap<string, string> = (() => {
  const english = new Intl.DisplayNames('en', { type: 'language' })
  const found = new Map<string, string>()
  for (const code of twoLetterCodes.split(' ')) found.set(nameKey(english.of(code) ?? code), code)
  for (const [tag, ...own] of names) {
    for (const name of own) {
      const key = nameKey(name)
      found.set(key, tag)
      // Names are also found without accents, as many keyboards lack them: `Francais`, `Espanol`.
      if (/^\p{Script=Latin}/u.test(key) && !found.has(withoutMarks(key))) found.set(withoutMarks(key), tag)
    }
  }
  return found
})()

/**
 * BCP 47 tag of a language name or customary abbreviation; null when it is unknown. ISO 639 codes are not looked up
 * here.
 */
export const languageByName = (name: string): string | null => tagsByName.get(nameKey(name)) ?? null
