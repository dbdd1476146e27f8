import { cuesOfScenes, sceneText } from '../domain/embedding/scene-captions.ts'
import { reachOf } from '../domain/scene-reach.ts'
import { type Embedding, embedScenes, type Filling, missingScenesOf, scenesOf, skipScenes } from './embed-stage.ts'
import type { StageParts } from './stage-parts.ts'

const fill = async (parts: StageParts, filling: Filling): ReturnType<Embedding['fill']> => {
  const { video } = filling.task
  const missing = new Set((await missingScenesOf(parts, filling.spaceId, video.id)).map(({ id }) => id))
  // The track whose excerpts are shown and searched: the first one with text.
  const track = video.captionTracks.find(({ readable, cueCount }) => readable && cueCount > 0)?.track ?? null
  const cues = track === null ? [] : await parts.store.captions.all(video.id, track)
  const scenes = await scenesOf(parts, video.id)
  const own = cuesOfScenes(cues, scenes.map(reachOf))
  const told = scenes.map((scene, index) => ({ scene, text: sceneText(own[index] ?? []) }))
  const wanted = told.filter(({ scene }) => missing.has(scene.id))
  const silent = wanted.filter(({ text }) => text === '')
  await skipScenes(
    parts,
    filling.spaceId,
    silent.map(({ scene }) => scene),
    'no_captions',
  )
  const items = wanted.flatMap(({ scene, text }) =>
    text === ''
      ? []
      : [{ key: scene.id, scene, item: { kind: 'text' as const, key: scene.id, text, role: 'passage' as const } }],
  )
  return embedScenes(parts, filling, items)
}

/** The meaning of what is said in each scene. */
export const captionsEmbedding = (parts: StageParts): Embedding => ({
  id: 'embed-captions',
  modality: 'captions',
  dependsOn: ['captions', 'analyse'],
  fill: (filling) => fill(parts, filling),
})
