import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { describe, expect, it } from 'vitest'
import { rootPath } from './setup/paths.mjs'

const notOurs = new Set(['node_modules', '.git', '.venv', '.cache', 'dist', 'test-results', '__pycache__', 'coverage'])

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return notOurs.has(entry.name) ? [] : filesBelow(path)
    return [relative(rootPath, path).split(sep).join('/')]
  })

const files = filesBelow(rootPath)
const documents = files.filter((file) => file.endsWith('.md'))

const byName = Map.groupBy(files, (file) => file.slice(file.lastIndexOf('/') + 1))
const sourceFile = /^(?:[\w.-]+\/)*[\w-][\w.-]*\.(?:ts|tsx|mjs|py|sql|css|html)$/
/** `bench/NAME.ts` says where a file goes that the reader makes. */
const placeholder = /[A-Z]{2}/

/** Whether a path that a text gives, from any folder on, names a file of the project. */
const isKnown = (mention: string): boolean =>
  (byName.get(mention.slice(mention.lastIndexOf('/') + 1)) ?? []).some(
    (file) => file === mention || file.endsWith(`/${mention}`),
  )

const withoutCodeBlocks = (text: string): string => text.replace(/^```[\s\S]*?^```/gm, '')

/** What a heading is called in a link, as GitHub makes it. */
const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replace(/\s/g, '-')

const anchorsOf = (file: string): readonly string[] =>
  [...withoutCodeBlocks(readFileSync(join(rootPath, file), 'utf8')).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    anchorOf(heading),
  )

const brokenLink = (document: string, link: string): boolean => {
  if (/^[a-z]+:/.test(link)) return false
  const [path = '', anchor] = link.split('#')
  const target = path === '' ? document : join(dirname(document), decodeURI(path)).split(sep).join('/')
  if (!existsSync(join(rootPath, target))) return true
  return anchor !== undefined && target.endsWith('.md') && !anchorsOf(target).includes(anchor)
}

describe.each(documents)('%s', (document) => {
  const text = withoutCodeBlocks(readFileSync(join(rootPath, document), 'utf8'))

  it('links to what exists', () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
    expect(links.filter((link) => brokenLink(document, link))).toEqual([])
  })

  it('names source files that exist', () => {
    const mentions = [...text.matchAll(/`([^`\s]+)`/g)].map(([, mention = '']) => mention)
    const named = mentions.filter((mention) => sourceFile.test(mention) && !placeholder.test(mention))
    expect(named.filter((mention) => !isKnown(mention))).toEqual([])
  })
})
