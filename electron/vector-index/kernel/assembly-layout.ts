import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import {
  chunkRows,
  codeBits,
  columnNames,
  columns,
  quantiser,
  type StructureLayout,
  structures,
} from '../arena/memory-layout.ts'

const capitalised = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`

const constant = (name: string, value: number, about: string): string =>
  `/** ${capitalised(about)}. */\nexport const ${name}: i32 = ${value}\n`

const quantiserConstants = (): string =>
  Object.entries(quantiser)
    .map(([name, [value, about]]) => `/** ${capitalised(about)}. */\nexport const ${name}: f32 = ${value}\n`)
    .join('')

const structureConstants = ({ name, bytes, fields }: StructureLayout): string =>
  [
    ...Object.entries(fields).map(([field, { kind, offset, about }]) =>
      constant(`${name}${capitalised(field)}`, offset, `${kind}: ${about}`),
    ),
    constant(`${name}Bytes`, bytes, `bytes of this structure (${name})`),
  ].join('')

const columnConstants = (): string =>
  columnNames
    .map((name, index) => constant(`column${capitalised(name)}`, index, `${columns[name][0]}: ${columns[name][1]}`))
    .join('')

const formulas = `
/** Address of a column of a chunk: the columns lie behind the short codes. */
// @ts-ignore: decorator
@inline
export function columnAt(chunk: usize, padded: i32, column: i32): usize {
  return chunk + ((chunkRows * (((padded * ${codeBits.short}) >> 3) + 4 * column)) as usize)
}

/** Bytes of the long code of a row. */
// @ts-ignore: decorator
@inline
export function codeBytes(padded: i32): i32 {
  return (padded * ${codeBits.long}) >> 3
}
`

/** What `assembly/layout.ts` has to hold: the memory layout as constants of the kernel. */
export const assemblyLayout = (): string =>
  [
    '// Generated from arena/memory-layout.ts when the kernel is built (npm run setup). Changes belong there.\n\n',
    constant('chunkRows', chunkRows, 'rows of a chunk'),
    '\n// Columns of a chunk.\n',
    columnConstants(),
    '\n// Levels of the codes.\n',
    quantiserConstants(),
    ...structures.map(
      (one) => `\n// Fields of the structure \`${one.name}\`: where they begin.\n${structureConstants(one)}`,
    ),
    formulas,
  ].join('')

/** Where the generated constants lie. */
export const assemblyLayoutPath = fileURLToPath(new URL('./assembly/layout.ts', import.meta.url))

/** Writes the kernel's constants; called before the kernel is compiled. */
export const generate = (): Promise<void> => writeFile(assemblyLayoutPath, assemblyLayout())
