import { XMLParser } from 'fast-xml-parser'
import { type Label, labelColours, type MarkValues, type MetadataValues } from '../../contract/index.ts'
import { element, plainXmlText, textElement, type XmlNode, xmlFragment } from '../interchange/xml.ts'

/** What stands in `x:xmptk` of sidecars that this program wrote, and may write again. */
export const toolkit = 'GoodCLIPS'

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: false,
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities of the document itself could be made to grow without end.
  processEntities: false,
  trimValues: true,
})

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)
const listOf = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value]

/** The texts of a property: its own, or those of the items of its bag, sequence or alternatives. */
const textsOf = (value: unknown): readonly string[] =>
  listOf(value).flatMap((each): readonly string[] => {
    if (typeof each === 'string') return each.trim() === '' ? [] : [plainXmlText(each.trim())]
    if (!isTree(each)) return []
    const containers = ['rdf:Bag', 'rdf:Seq', 'rdf:Alt'].flatMap((name) => listOf(each[name]))
    const items = containers.flatMap((container) => (isTree(container) ? listOf(container['rdf:li']) : []))
    return [...textsOf(items), ...textsOf(each['#text'])]
  })

/** Every node of the packet by its qualified name; attributes count as elements, as RDF has it. */
const descriptionsOf = (document: unknown): readonly Tree[] => {
  if (!isTree(document)) return []
  const roots = [document, ...listOf(document['x:xmpmeta'])].filter(isTree)
  return roots.flatMap((root) =>
    listOf(root['rdf:RDF'])
      .filter(isTree)
      .flatMap((rdf) => listOf(rdf['rdf:Description']).filter(isTree)),
  )
}

const labelOf = (text: string | undefined): Label | undefined =>
  labelColours.find((label) => label === text?.trim().toLowerCase())

/** What an XMP packet says, as Adobe's programs, darktable, digiKam and exiftool write it; null when it is none. */
export const parseXmp = (text: string): MetadataValues | null => {
  let document: unknown
  try {
    document = parser.parse(text.slice(Math.max(0, text.indexOf('<'))))
  } catch {
    return null
  }
  const descriptions = descriptionsOf(document)
  if (descriptions.length === 0) return null
  const all = (...names: readonly string[]): readonly string[] => {
    for (const name of names) {
      const found = descriptions.flatMap((each) => [...textsOf(each[name]), ...textsOf(each[`@${name}`])])
      if (found.length > 0) return found
    }
    return []
  }
  const one = (...names: readonly string[]): string | undefined => all(...names)[0]
  const rating = Number(one('xmp:Rating', 'xap:Rating') ?? Number.NaN)
  const camera = [one('tiff:Make'), one('tiff:Model', 'xmpDM:cameraModel')]
    .filter((part) => part !== undefined)
    .join(' ')
  const places = [one('Iptc4xmpCore:Location'), one('photoshop:City'), one('photoshop:State'), one('photoshop:Country')]
  const position = [one('exif:GPSLatitude'), one('exif:GPSLongitude')].filter((part) => part !== undefined)
  const location =
    places.filter((part) => part !== undefined).join(', ') || (position.length === 2 ? position.join(', ') : '')
  return withoutNothing({
    title: one('dc:title', 'xmpDM:shotName'),
    description: one('dc:description', 'xmpDM:logComment'),
    rating: rating >= 0 && rating <= 5 ? Math.round(rating) : undefined,
    rejected: rating === -1 ? true : undefined,
    label: labelOf(one('xmp:Label', 'xap:Label')),
    keywords: [...new Set(all('dc:subject'))],
    location,
    camera,
    lens: one('aux:Lens', 'exifEX:LensModel', 'xmpDM:lens'),
    reel: one('xmpDM:tapeName', 'xmpDM:altTapeName'),
    scene: one('xmpDM:scene'),
    take: one('xmpDM:takeNumber'),
  })
}

/** The values without those that say nothing. */
export const withoutNothing = (
  values: {
    readonly [Key in keyof MetadataValues]?: MetadataValues[Key] | undefined
  },
): MetadataValues =>
  Object.fromEntries(
    Object.entries(values).filter(
      ([, value]) => value !== undefined && value !== '' && (!Array.isArray(value) || value.length > 0),
    ),
  )

const spaces = {
  'xmlns:rdf': 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  'xmlns:dc': 'http://purl.org/dc/elements/1.1/',
  'xmlns:xmp': 'http://ns.adobe.com/xap/1.0/',
  'xmlns:xmpDM': 'http://ns.adobe.com/xmp/1.0/DynamicMedia/',
} as const

const alternative = (name: string, text: string): XmlNode =>
  element(name, {}, [element('rdf:Alt', {}, [{ 'rdf:li': [{ '#text': text }], ':@': { '@_xml:lang': 'x-default' } }])])

/** An XMP sidecar that says what a mark says. */
export const writeXmp = ({ rating, flag, label, tags, note, title }: MarkValues): string => {
  const stars = flag === 'reject' ? -1 : rating
  const properties: XmlNode[] = [
    ...(stars === null ? [] : [textElement('xmp:Rating', stars)]),
    ...(label === null ? [] : [textElement('xmp:Label', label.charAt(0).toUpperCase() + label.slice(1))]),
    ...(flag === 'pick' ? [textElement('xmpDM:good', 'True')] : []),
    ...(title === null ? [] : [alternative('dc:title', title)]),
    ...(note === null ? [] : [alternative('dc:description', note)]),
    ...(tags.length === 0
      ? []
      : [
          element('dc:subject', {}, [
            element(
              'rdf:Bag',
              {},
              tags.map((tag) => textElement('rdf:li', tag)),
            ),
          ]),
        ]),
  ]
  return xmlFragment(
    element('x:xmpmeta', { 'xmlns:x': 'adobe:ns:meta/', 'x:xmptk': toolkit }, [
      element('rdf:RDF', { 'xmlns:rdf': spaces['xmlns:rdf'] }, [
        element('rdf:Description', { 'rdf:about': '', ...spaces }, properties),
      ]),
    ]),
  )
}

/** Whether this program wrote a sidecar. */
export const isOwnSidecar = (text: string): boolean => new RegExp(`x:xmptk="${toolkit}"`).test(text.slice(0, 2000))
