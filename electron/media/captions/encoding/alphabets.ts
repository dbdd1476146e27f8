/** Letters beyond a–z of languages whose encodings are mistaken for one another, in small letters. */
const alphabets: Readonly<Record<string, string>> = {
  fr: 'àâæçéèêëîïôœùûüÿ',
  de: 'äöüßé',
  es: 'áéíñóúüªº',
  pt: 'ãáàâçéêíóôõúüªº',
  it: 'àèéìíîòóùú',
  nl: 'áéëïíóöúüèê',
  ca: 'àçèéíïòóúü·',
  sv: 'åäöéà',
  da: 'æøåéö',
  no: 'æøåéòôê',
  nb: 'æøåéòôê',
  fi: 'äöåšž',
  is: 'áðéíóúýþæö',
  et: 'äöõüšž',
  pl: 'ąćęłńóśźż',
  cs: 'áčďéěíňóřšťúůýž',
  sk: 'áäčďéíĺľňóôŕšťúýž',
  hu: 'áéíóöőúüű',
  ro: 'ăâîșțşţ',
  hr: 'čćđšž',
  sr: 'čćđšžабвгдђежзијклљмнњопрстћуфхцчџш',
  sl: 'čšžć',
  tr: 'çğıiöşüâîû\u0307',
  az: 'çğıiöşüə\u0307',
  sq: 'çë',
  lt: 'ąčęėįšųūž',
  lv: 'āčēģīķļņšūž',
  vi: 'ăâđêôơưàằầèềìòồờùừỳảẳẩẻểỉỏổởủửỷãẵẫẽễĩõỗỡũữỹáắấéếíóốớúứýạặậẹệịọộợụựỵ\u0300\u0301\u0303\u0309\u0323',
  ru: 'абвгдежзийклмнопрстуфхцчшщъыьэюяё',
  uk: 'абвгґдеєжзиіїйклмнопрстуфхцчшщьюя',
  be: 'абвгдеёжзійклмнопрстуўфхцчшыьэюя',
  bg: 'абвгдежзийклмнопрстуфхцчшщъьюя',
  af: 'áéèêëíîïóôöúû',
  id: 'é',
  ms: 'é',
  ga: 'áéíóú',
  gd: 'àèìòùáéó',
  cy: 'âêîôûŵŷáéíóúàèìòùäëïöü',
  eu: 'ñç',
  gl: 'áéíñóúüï',
  mt: 'ċġħżàèìòù',
  eo: 'ĉĝĥĵŝŭ',
  en: 'éèêëïöüñçàáíóúæ',
  el: 'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ',
  mk: 'абвгдѓежзѕијклљмнњопрстќуфхцчџш',
}

const sets: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(alphabets).map(([language, letters]) => [language, new Set(letters)]),
)

/** Share of a text's letters beyond ASCII that a language does not have; 0 for a language whose letters are not listed. */
export const foreignLetters = (text: string, language: string): number => {
  const own = sets.get(language)
  if (own === undefined) return 0
  let letters = 0
  let foreign = 0
  for (const character of text) {
    if (character < '\u0080' || !/\p{L}|\p{M}/u.test(character)) continue
    letters += 1
    if (!own.has(character.toLowerCase()) && ![...character.toLowerCase()].every((part) => own.has(part))) foreign += 1
  }
  return letters === 0 ? 0 : foreign / letters
}
