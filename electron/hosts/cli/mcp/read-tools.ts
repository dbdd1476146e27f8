import { z } from 'zod'
import {
  binDetailsSchema,
  binSchema,
  captionExportFormatSchema,
  captionSearchResponseSchema,
  captionSearchSchema,
  idSchema,
  listMarksQuerySchema,
  listVideosQuerySchema,
  markSchema,
  oneSceneSearchSchema,
  pageOf,
  pageQuerySchema,
  sceneDetailsSchema,
  sceneSchema,
  searchResponseSchema,
  semanticSearchSchema,
  videoDetailsSchema,
  videoPageSchema,
} from '../../../contract/index.ts'
import { ok } from '../../../domain/result.ts'
import { type Tool, tool } from './tool.ts'

/** An agent reads every answer: fewer than a page of the app shows. */
const usualHits = 20

const byId = z.strictObject({ id: idSchema })
const found = 'Each hit has a sceneId; its picture is the resource goodclips://scene/{sceneId}/keyframe.'

/** Tools that only look. */
export const readTools: readonly Tool[] = [
  tool({
    name: 'list_videos',
    title: 'List videos',
    description:
      'Videos of the library, by words of their names (q), state, tags, folder, dates and more, page by page.',
    input: listVideosQuerySchema,
    output: videoPageSchema,
    run: async (backend, query) => {
      const page = await backend.videos(query)
      return page.ok ? ok({ ...page.value, items: [...page.value.items] }) : page
    },
  }),
  tool({
    name: 'search',
    title: 'Search scenes',
    description: `Finds scenes by what they show, sound like and say (query), like other scenes (anchors), under a filter. ${found}`,
    input: semanticSearchSchema,
    output: searchResponseSchema,
    run: (backend, request, { signal }) => backend.semantic({ ...request, limit: request.limit ?? usualHits }, signal),
  }),
  tool({
    name: 'search_words',
    title: 'Search captions word for word',
    description: 'Finds captions that hold all words; "…" is a phrase, a trailing * a prefix.',
    input: captionSearchSchema,
    output: captionSearchResponseSchema,
    run: (backend, query) => backend.search(query),
  }),
  tool({
    name: 'similar',
    title: 'Find scenes like one',
    description: `Finds scenes like one scene (anchor: sceneId, or videoId with timeMs or index). ${found}`,
    input: oneSceneSearchSchema.partial({ limit: true }),
    output: searchResponseSchema,
    run: (backend, { limit, ...request }, { signal }) =>
      backend.similarScenes({ ...request, top_k: limit ?? usualHits }, signal),
  }),
  tool({
    name: 'describe_video',
    title: 'Describe a video',
    description:
      'Everything known of one video (streams, tracks, source timecode, state) and its scenes, page by page.',
    input: byId.extend(pageQuerySchema.shape),
    output: z.object({ video: videoDetailsSchema, scenes: pageOf(sceneSchema) }),
    run: async (backend, { id, ...page }) => {
      const video = await backend.video(id)
      if (!video.ok) return video
      const scenes = await backend.scenes(id, page)
      return scenes.ok
        ? ok({ video: video.value, scenes: { items: [...scenes.value.items], nextCursor: scenes.value.nextCursor } })
        : scenes
    },
  }),
  tool({
    name: 'describe_scene',
    title: 'Describe a scene',
    description:
      'One scene with its times, captions, sampled frames and the models that know it, and its keyframe as a picture. Frames are the resources goodclips://scene/{id}/frame/{frameNumber}.',
    input: byId,
    output: sceneDetailsSchema,
    run: (backend, { id }) => backend.scene(id),
    picture: async (backend, { id }) => {
      const picture = await backend.picture(id, null)
      return picture.ok ? { mimeType: 'image/jpeg', bytes: picture.value } : null
    },
  }),
  tool({
    name: 'captions',
    title: 'Read captions',
    description:
      'The captions of a video as the text of a file: srt, vtt, txt, csv or json with words. Without track the first that can be read.',
    input: byId.extend({
      track: z.number().int().nonnegative().optional(),
      format: captionExportFormatSchema.default('srt'),
    }),
    output: z.object({ text: z.string() }),
    run: async (backend, { id, track, format }) => {
      const text = await backend.captionFile(id, track ?? null, format)
      return text.ok ? ok({ text: text.value }) : text
    },
  }),
  tool({
    name: 'list_bins',
    title: 'List bins',
    description: 'Every bin (ordered ranges of frames), folder of bins and smart bin.',
    input: z.strictObject({}),
    output: z.object({ items: z.array(binSchema) }),
    run: async (backend) => {
      const bins = await backend.bins.list()
      return bins.ok ? ok({ items: [...bins.value] }) : bins
    },
  }),
  tool({
    name: 'get_bin',
    title: 'Read a bin',
    description: 'A bin with its ranges in order; frames are counted from 0, endFrame is exclusive.',
    input: byId,
    output: binDetailsSchema,
    run: async (backend, { id }, { signal }) => {
      const bin = await backend.bins.get(id, signal)
      return bin.ok ? ok({ ...bin.value, items: [...bin.value.items] }) : bin
    },
  }),
  tool({
    name: 'list_marks',
    title: 'List marks',
    description: 'Ratings, flags, labels, tags and notes of a video, its scenes and ranges.',
    input: z.strictObject(listMarksQuerySchema.shape),
    output: z.object({ items: z.array(markSchema) }),
    run: async (backend, { videoId }) => {
      const marks = await backend.marks.list(videoId)
      return marks.ok ? ok({ items: [...marks.value] }) : marks
    },
  }),
]
