import { spawn } from 'node:child_process'
import { z } from 'zod'
import { inRoot } from '../build/setup/paths.mjs'
import { ensurePython, environmentPython } from '../build/setup/python.mjs'

/**
 * `npm run bench -- embed [--seconds N] [--device auto|cpu|cuda|mps] [--only images|audio|captions|engines] [--json]`:
 * measures `native-runners/bench/embed.py` in the checkout's Python environment.
 */

const resultSchema = z.object({
  device: z.string(),
  deviceName: z.string(),
  processors: z.number(),
  weights: z.string(),
  versions: z.record(z.string(), z.string()),
  pipelines: z.array(
    z.object({
      model: z.string(),
      engine: z.string(),
      batch: z.number(),
      unit: z.string(),
      endToEndPerSecond: z.number(),
      barePerSecond: z.number(),
      ratio: z.number(),
    }),
  ),
  engines: z
    .array(
      z.discriminatedUnion('used', [
        z.object({
          used: z.literal(true),
          engine: z.string(),
          imagesPerSecond: z.number(),
          timesFp32: z.number(),
          smallestCosine: z.number(),
        }),
        z.object({ used: z.literal(false), engine: z.string(), reason: z.string() }),
      ]),
    )
    .optional(),
})

const aim = 0.7

const say = (line: string): void => {
  process.stdout.write(`${line}\n`)
}

/** Runs the measurement and gives what it printed. */
const measure = (args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const project = inRoot('native-runners')
    const child = spawn(environmentPython(), ['-m', 'bench.embed', ...args], {
      cwd: project,
      env: { ...process.env, PYTHONPATH: project, PYTHONUTF8: '1' },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    process.once('exit', () => child.kill('SIGKILL'))
    const parts: Buffer[] = []
    child.stdout.on('data', (part: Buffer) => parts.push(part))
    child.once('error', reject)
    child.once('close', (code) => {
      if (code === 0) resolve(Buffer.concat(parts).toString('utf8'))
      else reject(new Error(`the measurement ended with code ${String(code)}`))
    })
  })

const args = process.argv.slice(2)
ensurePython()
const output = await measure(args.filter((one) => one !== '--json'))
if (args.includes('--json')) {
  process.stdout.write(output)
} else {
  const result = resultSchema.parse(JSON.parse(output))
  const { torch = '?', transformers = '?', onnxruntime = 'none' } = result.versions
  say(`${result.device}: ${result.deviceName} (${String(result.processors)} processors); ${result.weights} weights`)
  say(`torch ${torch}, transformers ${transformers}, onnxruntime ${onnxruntime}`)
  for (const one of result.pipelines) {
    say(
      `${one.model} (${one.engine}, batches of ${String(one.batch)}): ${one.endToEndPerSecond.toFixed(1)} ${one.unit}/s from slices to vectors, ` +
        `${one.ratio.toFixed(2)} × the bare forward pass (${one.barePerSecond.toFixed(1)}); aim ≥ ${String(aim)}`,
    )
  }
  for (const one of result.engines ?? []) {
    say(
      one.used
        ? `CLIP B/32 in ${one.engine}: ${one.imagesPerSecond.toFixed(1)} images/s, ${one.timesFp32.toFixed(2)} × fp32, smallest cosine to it ${one.smallestCosine.toFixed(5)}`
        : `CLIP B/32 in ${one.engine}: not used here, ${one.reason}`,
    )
  }
}
