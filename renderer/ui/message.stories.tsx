import { Film } from 'lucide-react'
import { Button } from './button.tsx'
import { Message } from './message.tsx'

export const Plain = () => <Message title="Nothing to do" detail="Every step of the work on videos is shown here." />

export const WithIconAndButton = () => (
  <Message icon={<Film size={32} aria-hidden />} title="GoodCLIPS does not answer." detail="It reconnects by itself.">
    <Button>Try again</Button>
  </Message>
)
