import { spawn } from 'node:child_process'
import { createFeatureRecorder, type FrameFeatures } from '../../electron/domain/cuts/features.ts'
import { createFrameKernel } from '../../electron/media/kernel/frame-kernel.ts'

/** Size of the frames that are analysed: the longest side at most 448, never scaled up. */
export const analysedSize = (width: number, height: number): { readonly width: number; readonly height: number } => {
  const scale = Math.min(1, 448 / Math.max(width, height))
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) }
}

interface ProbedStream {
  readonly width: number
  readonly height: number
}

const run = (command: string, args: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const chunks: Buffer[] = []
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk))
    child.on('error', reject)
    child.on('close', (code) =>
      code === 0 ? resolve(Buffer.concat(chunks).toString()) : reject(new Error(`${command} exited with ${code}`)),
    )
  })

/** Display size of the first video stream, rotation applied. */
export const probeSize = async (path: string): Promise<ProbedStream> => {
  const text = await run('ffprobe', ['-v', 'error', '-select_streams', 'v:0', '-show_streams', '-of', 'json', path])
  const { streams } = JSON.parse(text) as {
    streams: readonly { width: number; height: number; side_data_list?: readonly { rotation?: number }[] }[]
  }
  const [stream] = streams
  if (stream === undefined) throw new Error(`${path} has no video`)
  const rotation = stream.side_data_list?.find((data) => data.rotation !== undefined)?.rotation ?? 0
  const turned = Math.abs(rotation) % 180 === 90
  return turned ? { width: stream.height, height: stream.width } : { width: stream.width, height: stream.height }
}

/** Decodes a film with plain ffmpeg (every frame, in display order) and measures it; times are frame numbers × 40 ms. */
export const readFilm = async (
  path: string,
): Promise<{ readonly features: FrameFeatures; readonly kernelMs: number }> => {
  const source = await probeSize(path)
  const { width, height } = analysedSize(source.width, source.height)
  const kernel = await createFrameKernel({ width, height })
  const recorder = createFeatureRecorder({ width, height, comparedPixels: kernel.comparedPixels })
  const scale = `scale=${width}:${height}:flags=area:out_color_matrix=bt601:out_range=pc,format=yuvj420p`
  const args = ['-v', 'error', '-nostdin', '-i', path, '-map', '0:v:0', '-vsync', 'passthrough', '-vf', scale]
  const child = spawn('ffmpeg', [...args, '-f', 'rawvideo', '-'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject)
    child.on('close', resolve)
  })
  const frame = new Uint8Array(kernel.frameBytes)
  let filled = 0
  let kernelMs = 0
  for await (const chunk of child.stdout as AsyncIterable<Buffer>) {
    let at = 0
    while (at < chunk.length) {
      const taken = Math.min(chunk.length - at, frame.length - filled)
      frame.set(chunk.subarray(at, at + taken), filled)
      at += taken
      filled += taken
      if (filled < frame.length) continue
      filled = 0
      const started = performance.now()
      const row = kernel.push(frame)
      kernelMs += performance.now() - started
      recorder.append(row, recorder.frameCount * 40, recorder.frameCount)
    }
  }
  const code = await exited
  if (code !== 0) throw new Error(`ffmpeg exited with ${code} on ${path}`)
  return { features: recorder, kernelMs }
}
