import { existsSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { unpackCues } from '../../../electron/domain/captions/index.ts'
import type { AnalysisResult, CaptionsResult, MediaFailure, ProbeResult } from '../../../electron/domain/ports/index.ts'
import { defaultLimits } from '../../../electron/media/fixtures/call.ts'
import { createMedia } from '../../../electron/media/media.ts'
import type { ImportReport } from './import-report.ts'

// Run as a process of its own: reads paths from its input, takes each through all that an import does with a film, and
// writes one line before and one after it.

const [workFolder] = process.argv.slice(2)
if (workFolder === undefined) throw new Error('usage: import-files FOLDER < PATHS')
const limits = { ...defaultLimits, wallClockMs: 20_000, noProgressMs: 10_000 }
const media = createMedia({ samplesPath: join(workFolder, 'samples') })
const never = new AbortController().signal
const note = (report: ImportReport): void => void process.stdout.write(`${JSON.stringify(report)}\n`)

const isTime = (value: number): boolean => Number.isFinite(value) && value >= 0

const wrongProbe = (probe: ProbeResult): readonly string[] => [
  ...(isTime(probe.durationMs) ? [] : [`lasts ${probe.durationMs}`]),
  ...(Number.isFinite(probe.startTimeMs) ? [] : [`begins at ${probe.startTimeMs}`]),
  ...(probe.width > 0 && probe.height > 0 ? [] : [`is ${probe.width} × ${probe.height}`]),
  ...(probe.frameRate.num > 0 && probe.frameRate.den > 0 ? [] : [`rate ${JSON.stringify(probe.frameRate)}`]),
]

const wrongPictures = async (folder: string, analysis: AnalysisResult): Promise<readonly string[]> => {
  const pack = join(folder, 'frames.pack')
  const size = existsSync(pack) ? statSync(pack).size : 0
  const file = existsSync(pack) ? await open(pack) : null
  try {
    const wrong: string[] = []
    for (const { frameNumber, offset, length } of analysis.frames) {
      const head = Buffer.alloc(2)
      await file?.read(head, 0, 2, offset)
      if (offset + length > size || head.readUInt16BE() !== 0xffd8) wrong.push(`frame ${frameNumber} is no picture`)
    }
    return wrong
  } finally {
    await file?.close()
  }
}

const wrongAnalysis = (analysis: AnalysisResult): readonly string[] => {
  const { scenes, frameCount, durationMs } = analysis
  const kept = new Set(analysis.frames.map(({ frameNumber }) => frameNumber))
  const wrong: string[] = []
  if (frameCount < 1 || scenes.length === 0) wrong.push(`${frameCount} frames, ${scenes.length} scenes`)
  if (!isTime(durationMs)) wrong.push(`analysed to last ${durationMs}`)
  let reached = 0
  for (const { startFrame, endFrame, startMs, endMs, keyframe } of scenes) {
    if (startFrame !== reached || endFrame <= startFrame)
      wrong.push(`scene of ${startFrame}–${endFrame} after ${reached}`)
    if (!isTime(startMs) || !isTime(endMs) || endMs < startMs) wrong.push(`scene from ${startMs} to ${endMs} ms`)
    if (keyframe !== null && !kept.has(keyframe)) wrong.push(`keyframe ${keyframe} is not kept`)
    reached = endFrame
  }
  if (scenes.length > 0 && reached !== frameCount) wrong.push(`scenes end at ${reached} of ${frameCount}`)
  for (const { vector } of analysis.looks) if (!vector.every(Number.isFinite)) wrong.push('a look that is no number')
  return wrong
}

const wrongCaptions = ({ tracks }: CaptionsResult): readonly string[] => {
  const wrong: string[] = []
  for (const { key, cues } of tracks) {
    let before = 0
    for (const { startMs, endMs, text } of unpackCues(cues)) {
      if (!isTime(startMs) || !isTime(endMs) || endMs < startMs || startMs < before) {
        wrong.push(`${key}: a cue from ${startMs} to ${endMs} after ${before}`)
      }
      if (text.trim() === '' || text.length > 10_000 || text.includes('\0') || !text.isWellFormed())
        wrong.push(`${key}: cue ${JSON.stringify(text.slice(0, 40))}`)
      before = startMs
    }
  }
  return wrong
}

/** A failure that says nothing, or that nobody can do something about, is as bad as none. */
const wrongFailure = ({ code, message, remedy }: MediaFailure): readonly string[] =>
  /^[a-z_]+$/.test(code) && message.length > 5 && remedy.length > 5 && !/report|\[object|undefined/i.test(message)
    ? []
    : [`failed with ${JSON.stringify({ code, message, remedy })}`]

const importFile = async (path: string, contentFolder: string): Promise<{ outcome: string; wrong: string[] }> => {
  const call = { path, limits, signal: never, onProgress: () => {} }
  const failed = (error: MediaFailure) => ({ outcome: error.code, wrong: [...wrongFailure(error)] })
  const identity = await media.identify(path, never)
  if (!identity.ok) return failed(identity.error)
  const probed = await media.probe(call)
  if (!probed.ok) return failed(probed.error)
  const probe = probed.value
  const wrong: string[] = [...wrongProbe(probe)]
  const captions = await media.captions({ ...call, probe, otherPaths: [], choices: {} })
  wrong.push(...(captions.ok ? wrongCaptions(captions.value) : wrongFailure(captions.error)))
  if (path.endsWith('.known.mp4')) return { outcome: captions.ok ? 'captions' : captions.error.code, wrong }
  const analysed = await media.analyse({
    ...call,
    probe,
    contentFolder,
    cuts: { detector: 'persistent', threshold: null, minSceneFrames: 12 },
  })
  if (!analysed.ok) {
    wrong.push(...wrongFailure(analysed.error))
    const left = existsSync(contentFolder) ? readdirSync(contentFolder) : []
    if (left.length > 0) wrong.push(`left behind: ${left.join(', ')}`)
    return { outcome: analysed.error.code, wrong }
  }
  wrong.push(...wrongAnalysis(analysed.value), ...(await wrongPictures(contentFolder, analysed.value)))
  const { durationMs } = analysed.value
  const heard = await media.audio({
    ...call,
    probe,
    contentId: identity.value.contentId,
    contentFolder,
    durationMs,
    keepSamples: false,
  })
  if (!heard.ok) wrong.push(...wrongFailure(heard.error))
  return { outcome: heard.ok ? 'ok' : `sound ${heard.error.code}`, wrong }
}

let number = 0
for await (const path of createInterface({ input: process.stdin })) {
  number += 1
  note({ kind: 'begun', path })
  const startedAt = performance.now()
  const { outcome, wrong } = await importFile(path, join(workFolder, 'media', String(number)))
  note({ kind: 'ended', path, outcome, wrong, tookMs: Math.round(performance.now() - startedAt) })
}
await media.close()
note({ kind: 'closed', peakBytes: process.resourceUsage().maxRSS * 1024 })
