import { Option, type Command as Program } from 'commander'
import { speechSettingSchema, speechTracksSchema, type VideoSpeech } from '../../contract/index.ts'
import type { RunCommand } from './commands/run.ts'
import { speechCommand } from './commands/speech.ts'

interface Given extends Readonly<Partial<Record<Exclude<keyof VideoSpeech, 'translation'>, string>>> {
  readonly translate?: boolean
  readonly reset?: boolean
}

/** Adds `goodclips speech`. */
export const addSpeechCommand = (program: Program, run: RunCommand): void => {
  program
    .command('speech')
    .description('tell or choose how the speech of a video becomes words; what is not chosen is as the library says')
    .argument('<video>', 'id or title')
    .option('--language <code>', 'what is spoken, such as en; auto: found out from the sound')
    .addOption(new Option('--transcribe <when>', 'when speech becomes captions').choices(speechSettingSchema.options))
    .option('--words <text>', 'names and terms to listen for')
    .option('--translate', 'also in English, as a track of its own')
    .option('--no-translate', 'not in English')
    .addOption(
      new Option('--tracks <which>', 'the sound that is heard, or every sound track').choices(
        speechTracksSchema.options,
      ),
    )
    .option('--reset', 'take back what was chosen for this video before')
    .action((name: string, { translate, reset = false, ...choices }: Given) =>
      run(speechCommand, {
        name,
        choices: translate === undefined ? choices : { ...choices, translation: translate },
        reset,
      }),
    )
}
