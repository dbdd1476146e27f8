import { useQuery } from '@tanstack/react-query'
import { ChevronLeft, ChevronRight } from 'lucide-react'
import { useState } from 'react'
import { byteRoutes, type CutPreview, type ExportSource, routePath } from '../../../electron/contract/index.ts'
import { useStores } from '../../stores/use-stores.tsx'
import { IconButton } from '../../ui/button.tsx'
import './bins.css'

const frames = (count: number): string => (count === 1 ? '1 frame' : `${count.toLocaleString()} frames`)

/** In the middle of the frame, so that rounding makes no difference. */
const momentOf = (frame: number, { frameRate }: CutPreview): number =>
  frameRate === null ? 0 : ((frame + 0.5) * frameRate.den) / frameRate.num

const Picture = ({
  cut,
  frame,
  label,
}: {
  readonly cut: CutPreview
  readonly frame: number | null
  readonly label: string
}) => (
  <figure className="real-cut__picture">
    {frame === null ? (
      <span className="real-cut__none">none</span>
    ) : (
      <video
        muted
        playsInline
        preload="auto"
        tabIndex={-1}
        aria-label={`${label}, frame ${frame}`}
        src={`${routePath(byteRoutes.stream.path, { id: cut.videoId })}#t=${momentOf(frame, cut).toFixed(3)}`}
      />
    )}
    <figcaption>
      {label}
      <br />
      <span className="tabular">{frame === null ? '–' : `frame ${frame.toLocaleString()}`}</span>
    </figcaption>
  </figure>
)

/** What copying packets really cuts: key frames around the borders of each range, and how many frames come along. */
export const RealCutView = ({
  source,
  handlesFrames,
}: {
  readonly source: ExportSource
  readonly handlesFrames: number
}) => {
  const { client } = useStores()
  const [at, setAt] = useState(0)
  const answer = useQuery({
    queryKey: ['cuts', source, handlesFrames],
    queryFn: async ({ signal }) => {
      const told = await client.call('previewCuts', { body: { source, handlesFrames } }, signal)
      if (!told.ok) throw new Error('cuts')
      return told.value.items
    },
    retry: false,
    staleTime: 60_000,
  })
  if (answer.isError) return <p className="export__example">The real cut is shown for up to 200 ranges.</p>
  const cuts = answer.data
  if (cuts === undefined) return <p className="export__example">Looking for key frames…</p>
  const cut = cuts[Math.min(at, cuts.length - 1)]
  if (cut === undefined) return null
  return (
    <section className="real-cut" aria-label="Real cut">
      <div className="real-cut__head">
        <span className="tabular">
          {`Range ${Math.min(at, cuts.length - 1) + 1} of ${cuts.length}: `}
          {cut.problem ??
            (cut.framesBefore === 0 && cut.framesAfter === 0
              ? 'comes out as it is'
              : [
                  ...(cut.framesBefore > 0 ? [`+${frames(cut.framesBefore)} before`] : []),
                  ...(cut.framesAfter > 0 ? [`+${frames(cut.framesAfter)} after`] : []),
                ].join(', '))}
        </span>
        {cuts.length > 1 ? (
          <span className="real-cut__turn">
            <IconButton label="Range before" disabled={at === 0} onClick={() => setAt(at - 1)}>
              <ChevronLeft size={16} />
            </IconButton>
            <IconButton label="Next range" disabled={at >= cuts.length - 1} onClick={() => setAt(at + 1)}>
              <ChevronRight size={16} />
            </IconButton>
          </span>
        ) : null}
      </div>
      <div className="real-cut__pictures" key={`${cut.videoId}-${cut.startFrame}`}>
        <Picture cut={cut} frame={cut.keyFrames.beforeIn} label="Begins" />
        <Picture cut={cut} frame={cut.keyFrames.afterIn} label="Next key frame" />
        <Picture cut={cut} frame={cut.keyFrames.beforeOut} label="Last key frame" />
        <Picture cut={cut} frame={cut.realEndFrame - 1} label="Ends" />
      </div>
    </section>
  )
}
