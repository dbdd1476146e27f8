import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { plainXmlText } from '../xml.ts'
import { UnreadableList } from './read-list.ts'

/** An element with what is in it, in order. */
export interface XmlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly XmlElement[]
  /** Its own text without that of its children, trimmed. */
  readonly text: string
}

/** Elements within each other; editors write some twenty. */
const deepest = 200

const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  parseTagValue: false,
  parseAttributeValue: false,
  // Entities that a document declares could grow without end, or name files of this machine.
  processEntities: false,
  trimValues: false,
  cdataPropName: '#cdata',
  commentPropName: '#comment',
  ignoreDeclaration: true,
  ignorePiTags: true,
})

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

const textIn = (node: Tree): string => {
  if (typeof node['#text'] === 'string') return plainXmlText(node['#text'])
  const held = node['#cdata']
  if (!Array.isArray(held)) return ''
  return held.map((each: unknown) => (isTree(each) && typeof each['#text'] === 'string' ? each['#text'] : '')).join('')
}

const elementsOf = (nodes: unknown, depth: number): readonly XmlElement[] => {
  if (depth > deepest) throw new UnreadableList('Its elements lie in each other too deeply.')
  return (Array.isArray(nodes) ? nodes : []).filter(isTree).flatMap((node): XmlElement[] => {
    const name = Object.keys(node).find((key) => key !== ':@' && !key.startsWith('#'))
    if (name === undefined) return []
    const held = node[name]
    const attributes = isTree(node[':@']) ? node[':@'] : {}
    const texts = (Array.isArray(held) ? held : []).filter(isTree).map(textIn)
    return [
      {
        name,
        attributes: Object.fromEntries(
          Object.entries(attributes).map(([key, value]) => [key, plainXmlText(String(value))]),
        ),
        children: elementsOf(held, depth + 1),
        text: texts.join('').trim(),
      },
    ]
  })
}

/** The root of a document. No entities but those of XML itself, nothing from elsewhere. Throws `UnreadableList`. */
export const parseXml = (text: string): XmlElement => {
  const valid = XMLValidator.validate(text)
  if (valid !== true)
    throw new UnreadableList(`It is no whole XML document: ${valid.err.msg} (line ${valid.err.line}).`)
  let nodes: unknown
  try {
    nodes = parser.parse(text)
  } catch (cause) {
    throw new UnreadableList(`It is no whole XML document: ${cause instanceof Error ? cause.message : ''}`)
  }
  const [root] = elementsOf(nodes, 0)
  if (root === undefined) throw new UnreadableList('It is an empty XML document.')
  return root
}

/** The first child of a name. */
export const childOf = (element: XmlElement, name: string): XmlElement | undefined =>
  element.children.find((child) => child.name === name)

/** All children of a name. */
export const childrenOf = (element: XmlElement, name: string): readonly XmlElement[] =>
  element.children.filter((child) => child.name === name)

/** The text at the end of a path of names; empty where there is none. */
export const textAt = (element: XmlElement, ...path: readonly string[]): string => {
  const found = path.reduce<XmlElement | undefined>((at, name) => (at === undefined ? at : childOf(at, name)), element)
  return found?.text ?? ''
}
