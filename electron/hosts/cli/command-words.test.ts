import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { inCommandWords } from './command-words.ts'

const electron = fileURLToPath(new URL('../../', import.meta.url))

/** Texts in quotes that name a page or panel of the app, of everything but hosts and tests. */
const messagesWithPages = async (): Promise<readonly string[]> => {
  const found: string[] = []
  for await (const path of glob('{core,domain,media,pipeline,runners,search,store}/**/*.ts', { cwd: electron })) {
    if (path.endsWith('.test.ts') || path.includes('/fixtures/')) continue
    for (const [, text = ''] of readFileSync(electron + path, 'utf8').matchAll(
      /['`]([^'`\n]*\b(?:page|panel)\b[^'`\n]*)['`]/g,
    ))
      if (/(Models|Settings|Activity|activity|Library|Search) (page|panel)/.test(text)) found.push(text)
  }
  return found
}

it('says with a command what the core says of a page', async () => {
  const messages = await messagesWithPages()
  expect(messages.length).toBeGreaterThan(8)
  for (const message of messages) {
    const said = inCommandWords(message)
    expect(said).not.toMatch(/\b(page|panel)\b/)
    expect(said).toContain('"goodclips ')
  }
})

it('leaves other messages alone', () => {
  expect(inCommandWords('The first page of the Models book.')).toBe('The first page of the Models book.')
})
