/** The XMP property that marks generated media (IPTC Photo Metadata Standard, Digital Source Type). */
import { internationalTextChunk } from './png-text.ts';
import type { PngChunk } from './png.ts';

/** The keyword that the XMP specification (part 3) reserves in PNG; the packet must not be compressed. */
export const XMP_KEYWORD = 'XML:com.adobe.xmp';

/** The packet, for formats that take XMP as it is. */
export const DIGITAL_SOURCE_XMP = `<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
    <rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/">
      <Iptc4xmpExt:DigitalSourceType>http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia</Iptc4xmpExt:DigitalSourceType>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>`;

/** Says of a picture that a trained model made it. */
export function digitalSourceChunk(): PngChunk {
  return internationalTextChunk(XMP_KEYWORD, DIGITAL_SOURCE_XMP);
}
