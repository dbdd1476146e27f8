import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { modalitySchema, stageIdSchema } from '../../electron/contract/index.ts'
import { rootPath } from '../setup/paths.mjs'
import { sourceFiles } from './source-files.ts'

/** So many ids of one table in a file are a second list of them. */
const listLength = 3

/** Files that have to name rows one by one. */
const allowed: readonly string[] = [
  'electron/contract/modalities.ts',
  'electron/contract/stages.ts',
  // Gives each row of the table of stages its implementation.
  'electron/pipeline/stages.ts',
  // The table of reasons to run stages again, each of which names its own.
  'electron/domain/jobs/requeue.ts',
  // The table of what models do, each row of which names its stage, and what gives each of them its model.
  'electron/contract/model-roles.ts',
  'electron/core/models/models.ts',
  // What stages that leave more than vectors leave, how it is made, and in which tables it lies.
  'electron/domain/ports/job-port.ts',
  'electron/media/media.ts',
  'electron/store/jobs/job-outputs.ts',
  'electron/store/recovery/stage-of-rows.ts',
  'electron/store/recovery/mend-rows.ts',
]

const isChecked = (path: string): boolean =>
  /\.(ts|tsx|mjs|css)$/.test(path) &&
  !/\.(test|spec)\.tsx?$/.test(path) &&
  !/(^|\/)(fixtures|migrations|node_modules|screenshots)\//.test(path) &&
  !allowed.includes(path)

/** The ids that a text spells as a string or as the key of an object; in prose they are words like others. */
const spelledIn = (source: string, ids: readonly string[]): readonly string[] => {
  const code = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/[^\n]*/g, '')
  return ids.filter((id) => {
    const word = id.replaceAll('-', '\\-')
    return new RegExp(`['"\`]${word}['"\`]|^\\s*${word}:\\s`, 'm').test(code)
  })
}

describe.each([
  { table: 'contract/modalities.ts', ids: modalitySchema.options },
  { table: 'contract/stages.ts', ids: stageIdSchema.options },
])('$table', ({ ids }) => {
  it('is the only list of its ids: a file that spells three of them should derive from it', () => {
    const lists = sourceFiles(isChecked).flatMap((path) => {
      const spelled = spelledIn(readFileSync(join(rootPath, path), 'utf8'), ids)
      return spelled.length < listLength ? [] : [`${path}: ${spelled.join(', ')}`]
    })
    expect(lists).toEqual([])
  })

  it('knows such a list when it sees one', () => {
    const [first, second, third] = ids
    expect(spelledIn(`const list = ['${first}', "${second}"]\nconst by = {\n  '${third}': 1,\n}`, ids)).toHaveLength(3)
    expect(spelledIn(`// '${first}' and '${second}'\n/** '${third}' */`, ids)).toEqual([])
  })
})
