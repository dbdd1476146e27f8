/** What people call the containers that ffmpeg names by the list of its demuxer, by the first name of that list. */
const names: Readonly<Record<string, string>> = {
  mov: 'MP4 / QuickTime',
  matroska: 'Matroska / WebM',
  avi: 'AVI',
  asf: 'Windows Media',
  flv: 'Flash Video',
  mpegts: 'MPEG transport stream',
  mpeg: 'MPEG program stream',
  ogg: 'Ogg',
  mxf: 'MXF',
  dv: 'DV',
  gif: 'animated GIF',
  apng: 'animated PNG',
  mp3: 'MP3',
  flac: 'FLAC',
  wav: 'WAV',
  aac: 'AAC',
}

/** A container as people call it; one without a name here keeps ffmpeg's. That of several files that are one film is the files'. */
export const containerName = (container: string): string => {
  const [first = '', ...others] = container.split(',')
  return first === 'concat' && others.length > 0
    ? `${containerName(others.join(','))}, several files`
    : (names[first] ?? container)
}
