import { cuesOfScenes, sceneText } from '../domain/embedding/scene-captions.ts'
import { everySceneOf } from '../domain/every-scene.ts'
import { reachOf } from '../domain/scene-reach.ts'
import { type EmbedMissing, embedScenes, missingScenesOf, skipScenes } from './embed-stage.ts'

/** Embeds what is said in each scene: one text per scene, made of its captions. */
export const embedCaptions: EmbedMissing = async (parts, run) => {
  const { video } = run.task
  const missing = new Set((await missingScenesOf(parts, run.spaceId, video.id)).map(({ id }) => id))
  // The track whose excerpts are shown and searched: the first one with text.
  const track = video.captionTracks.find(({ readable, cueCount }) => readable && cueCount > 0)?.track ?? null
  const cues = track === null ? [] : await parts.store.captions.all(video.id, track)
  const scenes = await everySceneOf(parts.store.scenes, video.id)
  const own = cuesOfScenes(cues, scenes.map(reachOf))
  const withText = scenes.map((scene, index) => ({ scene, text: sceneText(own[index] ?? []) }))
  const wanted = withText.filter(({ scene }) => missing.has(scene.id))
  const silent = wanted.filter(({ text }) => text === '')
  await skipScenes(
    parts,
    run.spaceId,
    silent.map(({ scene }) => scene),
    'no_captions',
  )
  const items = wanted.flatMap(({ scene, text }) =>
    text === ''
      ? []
      : [{ key: scene.id, scene, item: { kind: 'text' as const, key: scene.id, text, role: 'passage' as const } }],
  )
  return embedScenes(parts, run, items)
}
