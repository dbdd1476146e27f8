import { readFile } from 'node:fs/promises'
import { expect, it } from 'vitest'
import { type ActionData, actions } from '../electron/contract/actions.ts'

const read = (path: string): Promise<string> => readFile(new URL(`../${path}`, import.meta.url), 'utf8')

const keyText = (accelerator: string): string => accelerator.replace('CmdOrCtrl', 'Ctrl/⌘').replace('Plus', '+')

/** The table of keys as docs/keyboard.md shows it. */
const keyTable = (rows: readonly ActionData[]): readonly string[] =>
  rows.flatMap(({ accelerators, label, keysIn }) =>
    accelerators.length === 0
      ? []
      : `| ${accelerators.map((accelerator) => `\`${keyText(accelerator)}\``).join(' ')} | ${label} | ${keysIn?.join(', ') ?? 'everywhere'} |`,
  )

it('docs/keyboard.md lists the keys of the table of actions', async () => {
  const text = await read('docs/keyboard.md')
  const rows = text
    .slice(text.indexOf('## Keys'))
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  expect(rows).toEqual(keyTable(actions))
})

it('every sentence of docs/keyboard.md has its test, and every test its sentence', async () => {
  const sentences = [...(await read('docs/keyboard.md')).matchAll(/^- \*\*([a-z]+-\d+)\*\* /gm)].map(([, id]) => id)
  const tests = [...(await read('e2e/keyboard.spec.ts')).matchAll(/^test\('([a-z]+-\d+): /gm)].map(([, id]) => id)
  expect(sentences.length).toBeGreaterThan(20)
  expect([...tests].sort()).toEqual([...sentences].sort())
  expect(new Set(sentences).size).toBe(sentences.length)
})
