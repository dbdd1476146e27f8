import { rm, writeFile } from 'node:fs/promises'
import { diskFull } from '../../domain/failure.ts'
import type { ClipPort } from '../../domain/ports/clip-port.ts'
import { err, ok, type Result } from '../../domain/result.ts'
import { runProcess } from '../../process/run-process.ts'
import { complainsOfFullDisk, failure, failureOfExit } from '../failures.ts'
import { readingMemory } from '../memory-limits.ts'
import { fileUrl } from '../safety.ts'
import { type ClipContainer, clipContainers } from './clip-containers.ts'

const containerFor = (extension: string): ClipContainer =>
  Object.values(clipContainers).find((each) => each.extension === extension) ?? clipContainers.mkv

/** A path in a list of ffmpeg's concat demuxer. */
export const listedPath = (path: string): string => `file '${path.replaceAll("'", "'\\''")}'`

/** Joins clips that were just written with the same streams; packets are copied. */
export const joinClips = async (
  { paths, extension, outputPath, limits, signal }: Parameters<ClipPort['joinClips']>[0],
  { ffmpegPath }: { readonly ffmpegPath: string },
): Promise<Result<null>> => {
  const container = containerFor(extension)
  const list = `${outputPath}.list`
  try {
    await writeFile(list, `ffconcat version 1.0\n${paths.map(listedPath).join('\n')}\n`)
    const exit = await runProcess({
      command: ffmpegPath,
      args: [
        ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-nostats', '-progress', 'pipe:1', '-y'],
        // The list and what it names were written here; nothing else can be named in it.
        ...['-f', 'concat', '-safe', '0', '-protocol_whitelist', 'file', '-i', fileUrl(list)],
        ...[
          '-map',
          '0:v',
          '-map',
          '0:a?',
          '-map',
          '0:s?',
          '-c',
          'copy',
          '-map_metadata',
          '0',
          '-movflags',
          '+faststart+use_metadata_tags',
        ],
        ...['-f', container.muxer, fileUrl(outputPath)],
      ],
      stdout: { kind: 'collect', maxBytes: 2 ** 22 },
      limits: { ...limits, memory: readingMemory() },
      signal,
    }).done
    const stopped = failureOfExit(exit)
    if (stopped !== null) return err(stopped)
    if ('stderrTail' in exit && complainsOfFullDisk(exit.stderrTail)) return err(diskFull)
    if (exit.kind === 'exited' && exit.code === 0) return ok(null)
    return err(failure('ffmpeg_failed', 'The clips could not be joined.', 'Export them one by one.'))
  } finally {
    await rm(list, { force: true })
  }
}
