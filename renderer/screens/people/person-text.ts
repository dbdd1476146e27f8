import type { Person } from '../../../electron/contract/index.ts'

/** What a person is called where they have no name. */
export const nameOf = ({ name }: Pick<Person, 'name'>): string => name ?? 'somebody without a name'

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`

/** In how many scenes of how many videos they are seen. */
export const countsText = ({ sceneCount, videoCount }: Pick<Person, 'sceneCount' | 'videoCount'>): string =>
  `${counted(sceneCount, 'scene', 'scenes')} · ${counted(videoCount, 'video', 'videos')}`
