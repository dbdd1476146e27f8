import { Check, Play, Split, Square } from 'lucide-react'
import { type KeyboardEvent, useEffect, useId, useMemo, useRef } from 'react'
import { Link } from 'wouter'
import type { DuplicateGroup } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { Button } from '../../ui/button.tsx'
import { formatBytes, formatCount } from '../../ui/format.ts'
import { shownShortcut } from '../../widgets/actions/shortcuts.ts'
import { useAction } from '../../widgets/actions/use-action.ts'
import { useCardActions } from '../../widgets/actions/use-card-actions.ts'
import { MarkStrip } from '../../widgets/marks/mark-strip.tsx'
import { useMarkRuns } from '../../widgets/marks/use-mark-runs.ts'
import {
  beginText,
  differenceRows,
  keepInAll,
  likenessText,
  type SharedStretch,
  spareBytes,
  stretchesInStep,
} from './compare-copies.ts'
import { CopyPicture } from './copy-picture.tsx'
import { type StepPlayers, useStepPlayers } from './use-step-players.ts'

const nowhere: SharedStretch = { startMs: 0, endMs: 0 }

/** Scrolls a row until one of its elements is whole on show; across only, so that the page around it stays where it is. */
const showAcross = (row: HTMLElement, element: Element | undefined): void => {
  if (element === undefined) return
  const room = row.getBoundingClientRect()
  const { left, right } = element.getBoundingClientRect()
  if (left < room.left) row.scrollLeft -= room.left - left
  else if (right > room.right) row.scrollLeft += right - room.right
}

/** What is done with the chosen scene of a group. */
const GroupTools = ({
  group,
  chosen,
  groups,
  players: { playing, setPlaying },
}: {
  readonly group: DuplicateGroup
  readonly chosen: number
  readonly groups: readonly DuplicateGroup[]
  readonly players: StepPlayers
}) => {
  const { duplicates } = useStores()
  const copy = group.scenes[chosen]
  const others = group.scenes.flatMap(({ scene }, at) => (at === chosen ? [] : [scene.id]))
  const id = copy?.scene.id ?? ''
  const keep = (): void => void duplicates.keep({ keep: [id], reject: others })
  const tellApart = (): void => void duplicates.tellApart({ sceneIds: [id], others })
  const play = (): void => setPlaying(!playing)
  useAction('alike.keep', keep)
  useAction('alike.notAlike', tellApart)
  useAction('alike.play', play, playing)
  const inAll = keepInAll(groups, group, copy?.scene.videoId ?? '')
  const spare = spareBytes(group, id)
  const rejected = others.length === 1 ? 'reject the other' : `reject ${others.length} others`
  return (
    <div className="alike__tools" role="toolbar" aria-label="What to do with the chosen scene">
      <Button
        tone="primary"
        title={`Picks it and rejects the others; no file is deleted  ${shownShortcut('alike.keep')}`}
        onClick={keep}
      >
        <Check size={14} aria-hidden />
        Keep this, {rejected}
      </Button>
      <Button
        title={`The chosen scene is neither a copy nor a take of the others  ${shownShortcut('alike.notAlike')}`}
        onClick={tellApart}
      >
        <Split size={14} aria-hidden />
        Not alike
      </Button>
      <Button title={`All at the same moment  ${shownShortcut('alike.play')}`} onClick={play}>
        {playing ? <Square size={14} aria-hidden /> : <Play size={14} aria-hidden />}
        {playing ? 'Stop' : 'Play side by side'}
      </Button>
      {inAll.groups < 2 ? null : (
        <Button tone="quiet" onClick={() => void duplicates.keep({ keep: [...inAll.keep], reject: [...inAll.reject] })}>
          Keep “{copy?.videoTitle}” in all {formatCount(inAll.groups, 'group')} of these videos
        </Button>
      )}
      <span className="toolbar__space" />
      {spare === 0 ? null : (
        <span className="alike__spare tabular">{formatBytes(spare)} in the files of the others</span>
      )}
    </div>
  )
}

/** The scenes of a group side by side, with what tells them apart; one of them is chosen. */
export const GroupView = ({
  group,
  groups,
  chosen,
  onChoose,
}: {
  readonly group: DuplicateGroup
  /** Every group that is listed. */
  readonly groups: readonly DuplicateGroup[]
  readonly chosen: number
  readonly onChoose: (place: number) => void
}) => {
  const players = useStepPlayers()
  const { setPlaying } = players
  const list = useRef<HTMLDivElement>(null)
  const baseId = useId()
  const stretches = useMemo(() => stretchesInStep(group.scenes), [group.scenes])
  const rows = useMemo(() => differenceRows(group.scenes), [group.scenes])
  const chosenScene = group.scenes[chosen]?.scene
  useCardActions(
    useMarkRuns(
      chosenScene === undefined ? [] : [{ target: { sceneId: chosenScene.id }, before: chosenScene.mark ?? null }],
    ),
  )
  // Another group begins with its pictures.
  useEffect(() => {
    if (group.id !== '') setPlaying(false)
  }, [group.id, setPlaying])
  useEffect(() => {
    if (list.current !== null) showAcross(list.current, list.current.children[chosen])
  }, [chosen])
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (step === 0 || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    onChoose(Math.max(0, Math.min(group.scenes.length - 1, chosen + step)))
  }
  return (
    <section className="alike__group" aria-label="Compare">
      <GroupTools group={group} chosen={chosen} groups={groups} players={players} />
      <div
        ref={list}
        className="alike__copies"
        role="listbox"
        aria-label="Scenes of this group"
        aria-orientation="horizontal"
        aria-activedescendant={`${baseId}-${chosen}`}
        tabIndex={0}
        data-focus-region="list"
        onKeyDown={onKeyDown}
      >
        {group.scenes.map((copy, at) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the list box has the keys
          // biome-ignore lint/a11y/useFocusableInteractive: the list box has the focus
          <div
            key={copy.scene.id}
            id={`${baseId}-${at}`}
            className="copy"
            role="option"
            aria-selected={at === chosen}
            onClick={() => onChoose(at)}
          >
            <CopyPicture copy={copy} stretch={stretches[at] ?? nowhere} heard={at === chosen} players={players} />
            <div className="copy__head">
              <span className="copy__title" title={copy.videoTitle}>
                {copy.videoTitle}
              </span>
              <MarkStrip mark={copy.scene.mark} bins={copy.scene.bins ?? 0} />
              <span className="copy__time tabular">{beginText(copy)}</span>
            </div>
            <dl className="copy__facts">
              {rows.map(({ name, values, differs }) => (
                <div key={name} className="copy__fact" data-differs={differs}>
                  <dt>{name}</dt>
                  <dd className="tabular" title={values[at]}>
                    {values[at]}
                  </dd>
                </div>
              ))}
            </dl>
            <span className="copy__likeness tabular">
              {copy.missing ? 'The file is not where it was.' : likenessText(copy, at === 0)}
            </span>
          </div>
        ))}
      </div>
      <p className="alike__links">
        {group.scenes.map(({ scene, videoTitle }) => (
          <Link key={scene.id} to={`/video/${scene.videoId}?t=${scene.startMs}`}>
            Open “{videoTitle}”
          </Link>
        ))}
      </p>
    </section>
  )
}
