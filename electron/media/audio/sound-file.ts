import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { SoundBlocks } from '../../domain/sound/sound-blocks.ts'
import { decodeSound, encodeSound } from '../../domain/sound/sound-codec.ts'
import { writeWholeFile } from '../write-whole-file.ts'

/** Name of the file in a content's folder that holds what is kept of its sound. */
export const soundName = 'sound.bin'

/** Writes the kept sound under a temporary name first. */
export const writeSound = async (
  contentFolder: string,
  sound: SoundBlocks,
  heard: readonly number[],
): Promise<void> => {
  await writeWholeFile(path.join(contentFolder, soundName), encodeSound(sound, heard))
}

/** The kept sound of these streams of a content; null when there is none that this program can read. */
export const readSound = async (contentFolder: string, heard: readonly number[]): Promise<SoundBlocks | null> => {
  const bytes = await readFile(path.join(contentFolder, soundName)).catch(() => null)
  if (bytes === null) return null
  const sound = decodeSound(bytes, heard)
  return sound.ok ? sound.value : null
}
