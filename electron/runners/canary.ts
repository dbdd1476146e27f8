import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { assertNever } from '../domain/result.ts'
import type { ModelItem } from './model-calls.ts'
import type { RequestKind } from './protocol.ts'

/** 32 × 32 pixels, red beside blue. */
const picture = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAALklEQVR42u3NMQkAAAgAMOMYwiQmNpYZPIXB/sVUnmTPSQgEAoFAIBAIBIIvwQLrbuw9iXYR4QAAAABJRU5ErkJggg==',
  'base64',
)

/** A second of a 440 Hz tone, 48 kHz mono s16le. */
const tone = (): Buffer => {
  const samples = new Int16Array(48_000)
  for (const index of samples.keys()) samples[index] = Math.round(8000 * Math.sin((2 * Math.PI * 440 * index) / 48_000))
  return Buffer.from(samples.buffer)
}

/**
 * A harmless item of a kind: a runner that cannot do even that is broken. Its file is written into `folder` when it is
 * first needed.
 */
export const canaryItem = (folder: string, kind: RequestKind): ModelItem => {
  const file = (name: string, bytes: Buffer): { path: string; offset: number; length: number } => {
    const path = join(folder, name)
    mkdirSync(folder, { recursive: true })
    writeFileSync(path, bytes)
    return { path, offset: 0, length: bytes.length }
  }
  const key = 'canary'
  switch (kind) {
    case 'images':
      return { kind: 'image', key, image: file('canary.png', picture) }
    case 'audio':
      return { kind: 'audio', key, pcm: file('canary.pcm', tone()) }
    case 'texts':
      return { kind: 'text', key, text: 'a red square beside a blue one', role: 'passage' }
    case 'clips':
      return { kind: 'clip', key, frames: [file('canary.png', picture)] }
    case 'speech':
      return {
        kind: 'speech',
        key,
        pcm: file('canary.pcm', tone()),
        language: null,
        likelyLanguage: null,
        hotWords: '',
        translation: false,
      }
    case 'written':
      return { kind: 'written', key, image: file('canary.png', picture), script: null }
    case 'faces':
      return { kind: 'faces', key, image: file('canary.png', picture) }
    default:
      return assertNever(kind)
  }
}
