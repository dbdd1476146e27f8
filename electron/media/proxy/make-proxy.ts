import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { diskFull, isDiskFull } from '../../domain/failure.ts'
import type { MediaPort } from '../../domain/ports/index.ts'
import type { Result } from '../../domain/result.ts'
import { err, ok } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { complainsOfFullDisk, failure, failureOfExit, messageOf } from '../failures.ts'
import { conversionArguments } from '../ffmpeg-command.ts'
import { decodingMemory } from '../memory-limits.ts'
import { checkRegularFile } from '../open-file.ts'
import { createProgressParser } from './progress-parser.ts'
import { type ProxyAbilities, planProxy } from './proxy-plan.ts'

/** What `makeProxy` of the media port takes. */
export type ProxyCall = Parameters<MediaPort['makeProxy']>[0]

const leastOutputBytes = 256 * 1024 * 1024
/**
 * Limit on the size of a copy in bytes per second: far above what 1280 px need, so larger output is a fault of ffmpeg.
 */
const mostBytesPerSecond = 4 * 1024 * 1024

/** Syncs the file to disk before it gets its final name. */
const publish = async (temporaryPath: string, path: string): Promise<number> => {
  const handle = await open(temporaryPath, 'r+')
  try {
    await handle.sync()
    const { size } = await handle.stat()
    if (size > 0) await rename(temporaryPath, path)
    return size
  } finally {
    await handle.close()
  }
}

/** Makes a file that a browser plays: upright, SDR, at most 1280 px, seekable. Appears under its name when complete. */
export const makeProxy = async (
  call: ProxyCall,
  tools: { readonly ffmpegPath: string },
  abilities: ProxyAbilities,
): Promise<Result<{ readonly mimeType: string }>> => {
  const checked = await checkRegularFile(call.path)
  if (!checked.ok) return checked
  const temporaryPath = `${call.outputPath}.partial`
  try {
    await mkdir(dirname(call.outputPath), { recursive: true })
    const { conversion, mimeType } = planProxy(call, temporaryPath, abilities)
    const { durationMs } = call.probe
    const exit = await runProcess({
      command: tools.ffmpegPath,
      args: conversionArguments(conversion),
      stdout: {
        kind: 'stream',
        onData: createProgressParser((positionMs) =>
          call.onProgress({ positionMs, fraction: durationMs > 0 ? Math.min(1, positionMs / durationMs) : 0 }),
        ),
      },
      limits: {
        ...call.limits,
        maxFileBytes: Math.max(leastOutputBytes, Math.ceil(durationMs / 1000) * mostBytesPerSecond),
        memory: decodingMemory(call.probe),
      },
      signal: call.signal,
    }).done
    const stopped = failureOfExit(exit)
    if (stopped !== null) return err(stopped)
    if (exit.kind !== 'exited' || exit.code !== 0) {
      if ('stderrTail' in exit && complainsOfFullDisk(exit.stderrTail)) return err(diskFull)
      const lastLine = 'stderrTail' in exit ? exit.stderrTail.at(-1) : undefined
      return err(failure('ffmpeg_failed', `No playable copy could be made: ${lastLine ?? 'ffmpeg gave up'}`))
    }
    const size = await publish(temporaryPath, call.outputPath)
    return size > 0 ? ok({ mimeType }) : err(failure('ffmpeg_failed', 'No playable copy could be made: it was empty.'))
  } catch (cause) {
    if (isDiskFull(cause)) return err({ ...diskFull, cause })
    return err(failure('ffmpeg_failed', `No playable copy could be made: ${messageOf(cause)}.`))
  } finally {
    await rm(temporaryPath, { force: true })
  }
}
