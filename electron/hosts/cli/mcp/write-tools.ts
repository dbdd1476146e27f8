import { setTimeout as delay } from 'node:timers/promises'
import { z } from 'zod'
import {
  addBinItemsSchema,
  addedBinItemsSchema,
  binDetailsSchema,
  binSchema,
  createBinSchema,
  createExportSchema,
  exportSchema,
  idSchema,
  importBinSchema,
  importedBinsSchema,
  markSchema,
  patchBinItemsSchema,
  patchBinSchema,
  putMarksSchema,
} from '../../../contract/index.ts'
import { ok } from '../../../domain/result.ts'
import { type Tool, tool } from './tool.ts'

const pollMs = 100
const byId = z.strictObject({ id: idSchema })

/** Tools that change the library or write files. */
export const writeTools: readonly Tool[] = [
  tool({
    name: 'create_bin',
    title: 'Make a bin',
    description:
      'Makes an empty bin; with kind "folder" a folder of bins, with searchId a smart bin of a saved search.',
    writes: true,
    input: createBinSchema,
    output: binSchema,
    run: (backend, input) => backend.bins.create(input),
  }),
  tool({
    name: 'import_bin',
    title: 'Make bins of an editor’s list',
    description:
      'Reads the text of an EDL, FCPXML, xmeml, OTIO, CSV, ALE or JSON list and makes a bin of each sequence in it, with the films of this library. unlinked names the ranges whose films are not here.',
    writes: true,
    input: importBinSchema,
    output: importedBinsSchema,
    run: async (backend, input, { signal }) => await backend.bins.import(input, signal),
  }),
  tool({
    name: 'change_bin',
    title: 'Rename or move a bin',
    description: 'Gives a bin another name or folder.',
    writes: true,
    input: byId.extend(patchBinSchema.shape),
    output: binSchema,
    run: (backend, { id, ...patch }) => backend.bins.patch(id, patch),
  }),
  tool({
    name: 'delete_bin',
    title: 'Delete a bin',
    description: 'Deletes a bin; no video is touched, and what lies in a folder moves up.',
    writes: true,
    destroys: true,
    input: byId,
    output: z.object({ deleted: z.literal(true) }),
    run: async (backend, { id }) => {
      const gone = await backend.bins.delete(id)
      return gone.ok ? ok({ deleted: true as const }) : gone
    },
  }),
  tool({
    name: 'add_to_bin',
    title: 'Put ranges into a bin',
    description:
      'Adds scenes (sceneId) or ranges of frames (videoId, startFrame, endFrame), with notes, behind those of the bin or at a place.',
    writes: true,
    input: byId.extend(addBinItemsSchema.shape),
    output: addedBinItemsSchema,
    run: async (backend, { id, ...entries }) => {
      const added = await backend.bins.add(id, entries)
      return added.ok ? ok({ bin: added.value.bin, items: [...added.value.items] }) : added
    },
  }),
  tool({
    name: 'change_bin_items',
    title: 'Edit the ranges of a bin',
    description:
      'Trims ranges and notes (items), takes ranges out (remove), puts them in another order (order); all or nothing.',
    writes: true,
    input: byId.extend(patchBinItemsSchema.shape),
    output: binDetailsSchema,
    run: async (backend, { id, ...change }, { signal }) => {
      const bin = await backend.bins.changeItems(id, change, signal)
      return bin.ok ? ok({ ...bin.value, items: [...bin.value.items] }) : bin
    },
  }),
  tool({
    name: 'set_marks',
    title: 'Rate, flag, label, tag, note',
    description:
      'Changes what is said of videos, scenes and ranges; fields that are not named stay, null takes a value away.',
    writes: true,
    input: putMarksSchema,
    output: z.object({ items: z.array(markSchema) }),
    run: async (backend, input) => {
      const marks = await backend.marks.put(input)
      return marks.ok ? ok({ items: [...marks.value] }) : marks
    },
  }),
  tool({
    name: 'export',
    title: 'Export for another program',
    description:
      'Writes a bin, scenes, a video or ranges as files for another program, and waits for them. Never replaces a file. Without destination the files lie in the library’s exports folder. report says what the format cannot carry.',
    writes: true,
    input: createExportSchema,
    output: exportSchema,
    run: async (backend, input, { signal, progress }) => {
      const made = await backend.exports.create(input)
      if (!made.ok) return made
      for (;;) {
        const now = await backend.exports.get(made.value.id)
        if (!now.ok) return now
        if (now.value.state !== 'waiting' && now.value.state !== 'running') return now
        progress(now.value.progress)
        if (signal.aborted) return await backend.exports.cancel(made.value.id)
        await delay(pollMs)
      }
    },
  }),
]
