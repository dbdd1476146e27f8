import { existsSync, readFileSync, rmSync } from 'node:fs'
import process from 'node:process'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { logPath, step } from './step.mjs'

const name = `test-of-the-steps-${process.pid}`
const chatty = 'for (let i = 1; i <= 500; i += 1) console.log("line", i); console.error("last words")'

let shown = ''
beforeEach(() => {
  shown = ''
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    shown += String(text)
    return true
  })
})
afterEach(() => rmSync(logPath(name), { force: true }))

const runNode = (code: string, options?: { optional?: boolean; timeoutMs?: number }) =>
  step('Doing what is to be done', name, (run) => run(process.execPath, ['-e', code], options), options)

describe('a step of the set-up', () => {
  it('is one line, whatever its command prints', () => {
    expect(runNode(chatty)).toBe(true)
    expect(shown).toMatch(/^Doing what is to be done … done in \d+\.\d s\n$/)
  })

  it('keeps all of the output in its log', () => {
    runNode(chatty)
    const log = readFileSync(logPath(name), 'utf8')
    expect(log).toContain('line 1\n')
    expect(log).toContain('line 500\n')
    expect(log).toContain('last words\n')
    expect(log.split('\n')[0]).toContain('$ ')
  })

  it('shows the last twenty lines and where the rest is, when it fails', () => {
    expect(runNode(`${chatty}; process.exit(3)`)).toBe(false)
    const [line, ...rest] = shown.trimEnd().split('\n')
    expect(line).toMatch(/… failed after \d+\.\d s$/)
    expect(rest).toHaveLength(21)
    expect(rest).toContain('  | line 500')
    expect(rest).toContain('  | last words')
    expect(rest).not.toContain('  | line 400')
    expect(rest.at(-1)).toBe(`All of its output: ${logPath(name)}`)
    expect(existsSync(logPath(name))).toBe(true)
  })

  it('says in its one line that it failed, where nothing depends on it', () => {
    expect(runNode('process.exit(1)', { optional: true })).toBe(false)
    expect(shown.trimEnd().split('\n')).toHaveLength(1)
    expect(shown).toContain(`see ${logPath(name)}`)
  })

  it('leaves out what a progress bar overwrote', () => {
    runNode('for (const part of [10, 50, 100]) process.stdout.write(part + " %\\r"); process.exit(1)')
    expect(shown).toContain('  | 100 %\n')
    expect(shown).not.toContain('50 %')
  })

  it('fails when the program is missing or takes too long', () => {
    expect(step('A', name, (run) => run('/there/is/no/such/program', []))).toBe(false)
    expect(shown).toContain('ENOENT')
    expect(runNode('setInterval(() => {}, 1000)', { timeoutMs: 300 })).toBe(false)
    expect(shown).toContain('ETIMEDOUT')
  })

  it('begins its log anew', () => {
    runNode('console.log("first run")')
    runNode('console.log("second run")')
    expect(readFileSync(logPath(name), 'utf8')).not.toContain('first run')
  })
})
