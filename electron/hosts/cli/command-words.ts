/**
 * What messages of the core say of pages of the app, and the command that does the same. The more words of a message an entry
 * takes, the earlier it stands.
 */
const pageWords: readonly (readonly [inMessage: RegExp, inCommands: string])[] = [
  [/Install one on the Models page/g, 'Install one with "goodclips models install"'],
  [/[Ii]nstall (it|the model) on the Models page/g, 'install $1 with "goodclips models install"'],
  [/[Cc]hoose a model( for it)? on the Models page/g, 'Choose a model$1 with "goodclips models activate"'],
  [/choose another one on the Models page/g, 'choose another one with "goodclips models activate"'],
  [/Remove the model on the Models page/g, 'Remove the model with "goodclips models remove"'],
  [
    /Set up (the Python environment|Python) again on the Models page/g,
    'Install a model with "goodclips models install", which sets up $1 again',
  ],
  [/Try again on the Models page/g, 'Try again with "goodclips models install"'],
  [/(on|in) the Models page/g, 'with "goodclips models"'],
  [/from the activity panel/g, 'with "goodclips retry"'],
]

/** A message of the core in the words of the command line, which has no pages. */
export const inCommandWords = (message: string): string =>
  pageWords.reduce((text, [inMessage, inCommands]) => text.replace(inMessage, inCommands), message)
