import { useQuery } from '@tanstack/react-query'
import { CaptionsOff } from 'lucide-react'
import { useLocation } from 'wouter'
import { modelRoleOf, type VideoDetails } from '../../../../electron/contract/index.ts'
import { modelsQuery } from '../../../queries/model-queries.ts'
import { useStores } from '../../../stores/use-stores.tsx'
import { Button } from '../../../ui/button.tsx'
import { formatCount } from '../../../ui/format.ts'
import { Message } from '../../../ui/message.tsx'
import { UnreadTracks } from '../../../widgets/captions/caption-reading.tsx'
import { SpeechButton } from '../../../widgets/captions/speech-button.tsx'

const besideIt = 'Put an .srt or .vtt file with the same name beside the video and import it again.'

/** What stands in the place of captions, and what a person can do to get some. */
export const NoCaptions = ({ video, atWork }: { readonly video: VideoDetails; readonly atWork: boolean }) => {
  const stores = useStores()
  const [, navigate] = useLocation()
  const { data: models } = useQuery(modelsQuery(stores.client))
  const unread = video.captionTracks.length
  const offersSpeech =
    !atWork && models !== undefined && !models.some(({ task, active }) => task === 'transcribe' && active)
  const detail = atWork
    ? 'They appear here when they are done.'
    : unread > 0
      ? `${formatCount(unread, 'track')} not read as text.`
      : `Neither in the file nor beside it. ${besideIt}`
  return (
    <div className="transcript-none">
      <Message
        icon={<CaptionsOff size={28} aria-hidden />}
        title={atWork ? 'Captions are being read' : unread > 0 ? 'Captions found, not read' : 'No captions'}
        detail={
          offersSpeech ? `${detail} With a speech model, GoodCLIPS can ${modelRoleOf.transcribe.purpose}.` : detail
        }
      >
        {offersSpeech ? (
          <Button onClick={() => navigate('/models')}>Choose a speech model</Button>
        ) : atWork || video.audioStreams.length === 0 ? null : (
          <SpeechButton video={video} text="Speech of this video…" />
        )}
      </Message>
      <UnreadTracks tracks={video.captionTracks} />
    </div>
  )
}
