import type { CSSProperties } from 'react'
import { captionSourceOf, modalityOf, type SearchHit, type Verdict } from '../../../electron/contract/index.ts'
import { useMomentText } from '../../stores/use-moment-text.ts'
import { useKnownDetails } from '../../stores/use-server.ts'
import { Highlighted } from '../../ui/highlighted.tsx'
import { Popover, type PopoverAnchor } from '../../ui/popover.tsx'
import { colourStyle, ModalityIcon } from '../../widgets/modalities/modality-icon.tsx'
import { WordSourceIcon } from '../../widgets/modalities/word-source-icon.tsx'
import { scoreText } from './shares.ts'
import { whyRowsOf, whySentence } from './why-rows.ts'
import './why-popover.css'

/** What speaks for a scene: by modality its likeness, its place among all scenes, its weight and its share. */
export const WhyTable = ({ hit, verdict }: { readonly hit: SearchHit; readonly verdict: Verdict | null }) => {
  const rows = whyRowsOf(hit, verdict?.modalities ?? [])
  return (
    <>
      <p className="why__sentence">{whySentence(hit, rows)}</p>
      <table className="why__table tabular">
        <thead>
          <tr>
            <th scope="col">
              <span className="visually-hidden">Modality</span>
            </th>
            <th scope="col" title="Cosine similarity of the query and the scene">
              Similarity
            </th>
            <th scope="col" title="50 is the average scene, 100 the best there can be">
              Score
            </th>
            <th scope="col" title="Slider × how clearly the best scene matches better than in unrelated searches">
              Weight
            </th>
            <th scope="col" title="Part of the score">
              Share
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.modality} style={colourStyle(row.modality)} title={row.model ?? 'word for word'}>
              <th scope="row">
                <ModalityIcon modality={row.modality} size={13} /> {modalityOf[row.modality].label}
              </th>
              <td>{row.similarity === null ? 'none' : row.similarity.toFixed(3)}</td>
              <td>{row.normalised === null ? '–' : Math.round(row.normalised * 100)}</td>
              <td>
                {row.weight.toFixed(2)} × {row.gate.toFixed(2)}
              </td>
              <td>
                <span className="why__share" style={{ '--share': `${Math.round(row.share * 100)}%` } as CSSProperties}>
                  {Math.round(row.share * 100)} %
                </span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

/** Why a scene was found, beside its card. */
export const WhyPopover = ({
  hit,
  verdict,
  anchor,
  onClose,
  onClosed,
}: {
  readonly hit: SearchHit
  readonly verdict: Verdict | null
  readonly anchor: PopoverAnchor
  readonly onClose: () => void
  readonly onClosed: () => void
}) => {
  const text = useMomentText(useKnownDetails(hit.videoId))
  return (
    <Popover
      label="Why this scene"
      open
      onOpen={(open) => {
        if (!open) onClose()
      }}
      anchor={anchor}
      side="right"
      align="start"
      onClosed={onClosed}
    >
      <div className="why">
        <h2 className="why__title">
          Why this scene <span className="why__score tabular">score {scoreText(hit.score)}</span>
        </h2>
        <WhyTable hit={hit} verdict={verdict} />
        {hit.bestFrame === null ? null : (
          <figure className="why__frame">
            <div className="frame-box">
              <img src={hit.bestFrame.url} alt="" />
            </div>
            <figcaption className="tabular">
              Best frame {text(hit.bestFrame.timeMs)}
              <br />
              alike {hit.bestFrame.similarity.toFixed(3)}
            </figcaption>
          </figure>
        )}
        {hit.cue === null ? null : (
          <blockquote className="why__cue selectable">
            <span className="why__time tabular">
              <WordSourceIcon icon={captionSourceOf(hit.cue.source).icon} size={12} />{' '}
              {captionSourceOf(hit.cue.source).label} {text(hit.cue.firstWordMs)}
            </span>
            <bdi>
              <Highlighted text={hit.cue.text} matches={hit.cue.matches} />
            </bdi>
          </blockquote>
        )}
      </div>
    </Popover>
  )
}
