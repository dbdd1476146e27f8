import { XMLBuilder } from 'fast-xml-parser'

/** An element in the form that the builder takes with `preserveOrder`. */
export type XmlNode = Readonly<Record<string, unknown>>

/** Whether XML 1.0 can hold a character: no control characters but tab and line ends, no halves of pairs. */
const isXmlCharacter = (character: string): boolean => {
  const code = character.codePointAt(0) ?? 0
  if (code < 0x20) return code === 0x09 || code === 0x0a || code === 0x0d
  return !(code >= 0xd800 && code <= 0xdfff) && code !== 0xfffe && code !== 0xffff
}

/** Text as XML 1.0 can hold it. */
const clean = (text: string): string =>
  [...text].map((character) => (isXmlCharacter(character) ? character : '\ufffd')).join('')

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' }

/** Text of a document as it is meant: the five entities of XML and numbers of characters; others stay as they are. */
export const plainXmlText = (text: string): string =>
  text.replaceAll(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi, (whole, decimal, hex, name) => {
    const code = decimal === undefined ? (hex === undefined ? null : Number.parseInt(hex, 16)) : Number(decimal)
    if (code !== null) return code > 0 && code <= 0x10_ff_ff ? String.fromCodePoint(code) : ''
    return entities[String(name)] ?? whole
  })

/** An element; attributes that are undefined are left out. */
export const element = (
  name: string,
  attributes: Readonly<Record<string, string | number | undefined>> = {},
  children: readonly XmlNode[] = [],
): XmlNode => {
  const kept = Object.entries(attributes).flatMap(([key, value]) =>
    value === undefined ? [] : [[`@_${key}`, clean(String(value))] as const],
  )
  return { [name]: children, ...(kept.length === 0 ? {} : { ':@': Object.fromEntries(kept) }) }
}

/** An element that holds nothing but a text. */
export const textElement = (name: string, text: string | number): XmlNode => ({
  [name]: [{ '#text': clean(String(text)) }],
})

/** A root element as text, without a declaration. */
export const xmlFragment = (root: XmlNode): string => {
  const builder = new XMLBuilder({
    preserveOrder: true,
    ignoreAttributes: false,
    format: true,
    indentBy: '  ',
    suppressEmptyNode: true,
  })
  return `${String(builder.build([root])).trim()}\n`
}

/** A document with its type (`<!DOCTYPE …>`), UTF-8. */
export const xmlDocument = (docType: string, root: XmlNode): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE ${docType}>\n${xmlFragment(root)}`
