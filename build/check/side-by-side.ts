import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { z } from 'zod'
import { inRoot } from '../setup/paths.mjs'
import { type StepReport, stepReportSchema } from './step-report.ts'

/** Where a check of a single step writes its reports for the check that started it. */
export const reportVariable = 'GOODCLIPS_CHECK_REPORT'

/** Tells the steps of a check of everything to take a sample where all cases would take minutes; `--only` takes all. */
const sampleVariable = 'GOODCLIPS_CHECK_SAMPLE'

/** Steps at work at the same time. */
const atOnce = 2
const reportsSchema = z.array(stepReportSchema)

/** Shows each line behind the name of the step that it belongs to. */
const showLines = (stream: Readable, name: string): void => {
  createInterface({ input: stream }).on('line', (line) => process.stdout.write(`${name.padEnd(6)} │ ${line}\n`))
}

const runStep = async (name: string, folder: string): Promise<readonly StepReport[]> => {
  const path = join(folder, `${name}.json`)
  const startedAt = performance.now()
  const child = spawn(process.execPath, [inRoot('build', 'check.ts'), '--only', name], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, [reportVariable]: path, [sampleVariable]: '1' },
  })
  showLines(child.stdout, name)
  showLines(child.stderr, name)
  const code = await new Promise<number | string>((resolve) => {
    child.on('error', (error) => resolve(error.message))
    child.on('close', (exitCode, signal) => resolve(exitCode ?? signal ?? 'nothing'))
  })
  try {
    return reportsSchema.parse(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    process.stdout.write(`${name} ended with ${code} before it had a result\n`)
    return [{ kind: 'ran', name, durationMs: performance.now() - startedAt, passed: 0, failed: 1, skipped: 0 }]
  }
}

/**
 * Runs each step in a process of its own, two at a time, in the order given: the next one begins when one of the two ends.
 *
 * @returns the reports in the same order. Never throws: a step that broke is a failed step.
 */
export const runSideBySide = async (names: readonly string[]): Promise<readonly StepReport[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'goodclips-check-'))
  const reports = new Map<string, readonly StepReport[]>()
  const waiting = names.values()
  const takeSteps = async (): Promise<void> => {
    for (const name of waiting) reports.set(name, await runStep(name, folder))
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, takeSteps))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  return names.flatMap((name) => reports.get(name) ?? [])
}
