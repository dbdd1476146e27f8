import { spawn } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import path from 'node:path'
import process from 'node:process'
import { deserialize, serialize } from 'node:v8'
import type { z } from 'zod'

const entry = path.join(import.meta.dirname, 'child-main.ts')

/** Runs a part of the bench in a process of its own, so that its memory is its own; `input` and answer may hold typed arrays. */
export const runChild = async <Answer extends z.ZodType>(
  folder: string,
  part: string,
  input: unknown,
  answer: Answer,
): Promise<z.output<Answer>> => {
  const inputPath = path.join(folder, `${part}.input`)
  const answerPath = path.join(folder, `${part}.answer`)
  await writeFile(inputPath, serialize(input))
  const child = spawn(process.execPath, ['--expose-gc', entry, part, inputPath, answerPath], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const end = (): boolean => child.kill('SIGKILL')
  process.once('exit', end)
  let errors = ''
  child.stderr.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString('utf8')).slice(-4000)
  })
  const code = await new Promise<number | string | null>((resolve) => {
    child.once('exit', (exitCode, signal) => resolve(exitCode ?? signal))
  })
  process.off('exit', end)
  if (code !== 0) throw new Error(`${part} ended with ${String(code)}: ${errors.trim()}`)
  return answer.parse(deserialize(await readFile(answerPath)))
}
