import { describe, expect, it } from 'vitest'
import { emptyMark } from '../marks/scene-marks.ts'
import { metadataConflicts } from './conflicts.ts'
import { metadataOfTags } from './container-tags.ts'
import { isOwnSidecar, parseXmp, writeXmp } from './xmp.ts'

const adobe = `<?xpacket begin="\u{feff}" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Adobe XMP Core 7.1">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmpDM="http://ns.adobe.com/xmp/1.0/DynamicMedia/" xmlns:tiff="http://ns.adobe.com/tiff/1.0/"
    xmp:Rating="4" xmp:Label="Green" xmpDM:tapeName="A001" xmpDM:scene="12B" tiff:Make="Sony" tiff:Model="FX3">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">Harbour &amp; more</rdf:li></rdf:Alt></dc:title>
   <dc:subject><rdf:Bag><rdf:li>sea</rdf:li><rdf:li>boat &#x2013; small</rdf:li></rdf:Bag></dc:subject>
   <xmpDM:takeNumber>3</xmpDM:takeNumber>
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>`

describe('XMP', () => {
  it('is read in the forms that programs write', () => {
    expect(parseXmp(adobe)).toEqual({
      title: 'Harbour & more',
      rating: 4,
      label: 'green',
      keywords: ['sea', 'boat – small'],
      camera: 'Sony FX3',
      reel: 'A001',
      scene: '12B',
      take: '3',
    })
    expect(parseXmp(adobe.replace('xmp:Rating="4"', 'xmp:Rating="-1"'))).toMatchObject({ rejected: true })
  })
  it('that is none, is broken or expands entities says nothing and does no harm', () => {
    expect(parseXmp('')).toBeNull()
    expect(parseXmp('<html><body>hello</body></html>')).toBeNull()
    expect(parseXmp('<x:xmpmeta><rdf:RDF><rdf:Description')).toBeNull()
    const bomb = `<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${adobe.replace('sea', '&b;')}`
    expect(parseXmp(bomb)?.keywords?.[0]?.length ?? 0).toBeLessThan(20)
  })
  it('that is written is read again, and is known as own', () => {
    const mark = { ...emptyMark, rating: 5, label: 'red' as const, tags: ['a & b', 'c'], note: '<later>', title: 'T' }
    const text = writeXmp(mark)
    expect(parseXmp(text)).toEqual({
      rating: 5,
      label: 'red',
      keywords: ['a & b', 'c'],
      description: '<later>',
      title: 'T',
    })
    expect(isOwnSidecar(text)).toBe(true)
    expect(isOwnSidecar(adobe)).toBe(false)
    expect(parseXmp(writeXmp({ ...emptyMark, flag: 'reject' }))).toEqual({ rejected: true })
  })
})

describe('tags of containers', () => {
  it('are read by their QuickTime, MP4 and Matroska names', () => {
    expect(
      metadataOfTags({
        'com.apple.quicktime.make': 'Apple',
        'com.apple.quicktime.model': 'iPhone',
        'com.apple.quicktime.location.ISO6709': '+48.1+011.5/',
        'com.apple.quicktime.keywords': 'sea, boat;sea',
        'com.apple.quicktime.rating.user': '4.0',
      }),
    ).toEqual({ camera: 'Apple iPhone', location: '+48.1+011.5/', keywords: ['sea', 'boat'], rating: 4 })
    expect(metadataOfTags({ TITLE: 'Film', RATING: '80', KEYWORDS: 'x' }, { REEL_NAME: 'A002' })).toEqual({
      title: 'Film',
      rating: 4,
      keywords: ['x'],
      reel: 'A002',
    })
  })
})

describe('conflicts', () => {
  it('are told field by field, and nothing where both say the same or nothing', () => {
    const mine = { ...emptyMark, rating: 2, tags: ['Sea'] }
    const values = { rating: 4, keywords: ['sea', 'boat'], description: 'Windy' }
    expect(metadataConflicts(mine, [{ source: 'xmp', file: null, values }])).toEqual([
      { field: 'rating', mine: '2', theirs: '4', source: 'xmp' },
      { field: 'tags', mine: 'Sea', theirs: 'boat', source: 'xmp' },
      { field: 'note', mine: '', theirs: 'Windy', source: 'xmp' },
    ])
    expect(metadataConflicts({ ...mine, rating: 4 }, [{ source: 'xmp', file: null, values: { rating: 4 } }])).toEqual(
      [],
    )
  })
})
