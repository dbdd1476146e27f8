/** Language codes of EBU Tech 3264 from 01 and from 45 (hexadecimal) on. */
const european =
  'sq br ca hr cy cs da de en es eo et eu fo fr fy ga gd gl is it se la lv lb lt hu mt nl no oc pl pt ro rm sr sk sl fi sv tr nl-BE wa'
const others =
  'zu vi uz ur uk th te tt ta tg sw srn so si sn sh rue ru qu ps pa fa pap or ne nd mr ro-MD ms mg mk lo ko km kk kn ja id hi he ha gn gu el ka ff prs cv zh my bg bn be bm az as hy ar am'

const byCode: ReadonlyMap<number, string> = new Map([
  ...european.split(' ').map((tag, index) => [1 + index, tag] as const),
  ...others.split(' ').map((tag, index) => [0x45 + index, tag] as const),
])

/** BCP 47 tag of a language code, two hexadecimal digits; null for none and unknown ones. */
export const stlLanguage = (code: string): string | null =>
  /^[0-9a-f]{2}$/i.test(code) ? (byCode.get(Number.parseInt(code, 16)) ?? null) : null
