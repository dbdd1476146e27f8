/** A name that every system can give a file: what is not allowed becomes `_`, at most 120 characters. */
export const portableFileName = (name: string): string => {
  const safe = name
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what no name may hold
    .replaceAll(/[\u0000-\u001f\u007f<>:"/\\|?*\u202a-\u202e\u2066-\u2069]/g, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
  const short = [...safe].slice(0, 120).join('').trim()
  if (short === '') return 'Export'
  return /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(short) ? `_${short}` : short
}
