import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { migrations } from './migrations/index.ts'
import { currentSchema, currentTables, schemaFile, tablesFile } from './write-schema.ts'

it('is committed as it is made (run `node electron/store/sqlite/write-schema.ts` after adding a migration)', () => {
  expect(readFileSync(schemaFile, 'utf8')).toBe(currentSchema())
  expect(readFileSync(tablesFile, 'utf8')).toBe(currentTables())
})

it('numbers migrations without gaps', () => {
  expect(migrations.map(({ version }) => version)).toEqual(migrations.map((_, index) => index + 1))
})
