import { spawnSync } from 'node:child_process'
import process from 'node:process'
import { expect, it } from 'vitest'
import { inRoot, rootPath } from '../setup/paths.mjs'

/** What the linter says of a file with that content at that place. */
const lint = (path: string, content: string): string => {
  const biome = inRoot('node_modules', '@biomejs', 'biome', 'bin', 'biome')
  const result = spawnSync(process.execPath, [biome, 'lint', `--stdin-file-path=${path}`], {
    cwd: rootPath,
    input: content,
    encoding: 'utf8',
    timeout: 30_000,
  })
  return `${result.stdout}${result.stderr}`
}

const spawnProgram = "import { spawn } from 'node:child_process'\n\nspawn('ffmpeg')\n"
const useElectron = "import { app } from 'electron'\n\napp.quit()\n"

it.each([
  ['electron/core/probe.ts', spawnProgram, 'noRestrictedImports'],
  ['electron/store/probe.ts', spawnProgram, 'noRestrictedImports'],
  ['electron/core/probe.ts', "import Database from 'better-sqlite3'\n\nnew Database('x')\n", 'noRestrictedImports'],
  ['electron/hosts/server/probe.ts', useElectron, 'noRestrictedImports'],
  ['electron/hosts/desktop/probe.ts', "import { x } from '@electron/remote'\n\nx()\n", 'noRestrictedImports'],
  ['renderer/ui/probe.ts', "document.body.innerHTML = 'x'\n", 'Text becomes markup'],
  ['renderer/ui/probe.ts', "document.body.insertAdjacentHTML('beforeend', 'x')\n", 'Text becomes markup'],
  ['renderer/ui/probe.tsx', 'export const x = <p dangerouslySetInnerHTML={{ __html: y }} />\n', 'noDangerously'],
  ['renderer/ui/probe.ts', "eval('x')\n", 'noGlobalEval'],
  ['renderer/ui/probe.ts', "window.open('https://example.com')\n", 'neither opens windows'],
  ['renderer/ui/probe.ts', "new Function('x')\n", 'neither opens windows'],
])('in %s, refuses %j', (path, content, complaint) => {
  expect(lint(path, content)).toContain(complaint)
})

it.each([
  ['electron/process/probe.ts', spawnProgram],
  ['electron/hosts/desktop/probe.ts', useElectron],
  ['electron/store/probe.ts', "import Database from 'better-sqlite3'\n\nnew Database('x')\n"],
])('in %s, lets %j pass', (path, content) => {
  expect(lint(path, content)).not.toContain('noRestrictedImports')
})
