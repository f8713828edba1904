/** An image's type and size, as its first bytes say. */
export interface ImageHeader {
  readonly contentType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  /** In pixels, of the whole image; 0 where the header says so. */
  readonly width: number;
  readonly height: number;
}

/** How many segments of a JPEG are passed over before its size: cameras write some twenty. */
const MOST_SEGMENTS = 1_000;

/**
 * Reads the type and the size of a PNG, JPEG, GIF or WebP image from its header, without decoding anything. The work
 * is bounded, whatever the bytes are.
 *
 * @returns undefined when the bytes begin as none of these; `cut` when they do, and hold no size
 */
export function readImageHeader(bytes: Buffer): ImageHeader | 'cut' | undefined {
  if (startsWith(bytes, 0, '\x89PNG\r\n\x1a\n')) return readPng(bytes);
  if (startsWith(bytes, 0, '\xff\xd8\xff')) return readJpeg(bytes);
  if (startsWith(bytes, 0, 'GIF87a') || startsWith(bytes, 0, 'GIF89a')) return readGif(bytes);
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WEBP')) return readWebp(bytes);
  return undefined;
}

/** The signature, and then the chunk IHDR (PNG specification, 5.3 and 11.2.1). */
function readPng(bytes: Buffer): ImageHeader | 'cut' {
  if (bytes.length < 33 || bytes.readUInt32BE(8) !== 13 || !startsWith(bytes, 12, 'IHDR')) return 'cut';
  return { contentType: 'image/png', width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

/** The logical screen descriptor (GIF89a, 18). Browsers decode into it, whatever the size of the single frames. */
function readGif(bytes: Buffer): ImageHeader | 'cut' {
  if (bytes.length < 13) return 'cut';
  return { contentType: 'image/gif', width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** The first frame header among the segments (ITU T.81, B.1.1.3 and B.2.2). */
function readJpeg(bytes: Buffer): ImageHeader | 'cut' {
  let at = 2;
  for (let segments = 0; segments < MOST_SEGMENTS; segments++) {
    // Any number of fill bytes may stand before a marker.
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (bytes[at] !== 0xff || at + 4 > bytes.length) return 'cut';
    const marker = bytes[at + 1] ?? 0;
    const length = bytes.readUInt16BE(at + 2);
    if (length < 2) return 'cut';
    if (isFrame(marker)) {
      if (length < 8 || at + 9 > bytes.length) return 'cut';
      return { contentType: 'image/jpeg', width: bytes.readUInt16BE(at + 7), height: bytes.readUInt16BE(at + 5) };
    }
    // The scan begins, and no frame came before it.
    if (marker === 0xda) return 'cut';
    at += 2 + length;
  }
  return 'cut';
}

/** SOF0 to SOF15, without DHT, JPG and DAC, which stand between them. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** The first chunk: VP8 (RFC 6386, 9.1), VP8L, or VP8X with the size of the canvas (RFC 9649, 2.5 to 2.7). */
function readWebp(bytes: Buffer): ImageHeader | 'cut' {
  if (bytes.length < 30) return 'cut';
  const contentType = 'image/webp';
  if (startsWith(bytes, 12, 'VP8 ') && startsWith(bytes, 23, '\x9d\x01\x2a')) {
    return { contentType, width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  if (startsWith(bytes, 12, 'VP8L') && bytes[20] === 0x2f) {
    const sizes = bytes.readUInt32LE(21);
    return { contentType, width: (sizes & 0x3fff) + 1, height: ((sizes >>> 14) & 0x3fff) + 1 };
  }
  if (startsWith(bytes, 12, 'VP8X')) {
    return { contentType, width: bytes.readUIntLE(24, 3) + 1, height: bytes.readUIntLE(27, 3) + 1 };
  }
  return 'cut';
}

/** Whether bytes from a place on are those of a text, one for each of its characters. */
function startsWith(bytes: Buffer, at: number, text: string): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}
