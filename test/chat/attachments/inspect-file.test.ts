import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attachmentName } from '../../../src/chat/attachments/attachment-name.ts';
import { inspectFile } from '../../../src/chat/attachments/inspect-file.ts';
import { BadUserInputError } from '../../../src/errors.ts';
import { gifOf, jpegOf, pngOf, webpOf } from '../../support/made-images.ts';

const inspect = (content: Buffer | string, name = 'file.bin') => inspectFile(name, Buffer.from(content));
const image = (contentType: string, width: number, height: number) => ({ kind: 'IMAGE', contentType, width, height });

describe('a file', () => {
  it('is an image by its first bytes, whatever it is called', () => {
    expect(inspect(pngOf(640, 480), 'photo.txt')).toEqual(image('image/png', 640, 480));
    expect(inspect(gifOf(30, 20), 'photo.png')).toEqual(image('image/gif', 30, 20));
    expect(inspect(jpegOf(4_032, 3_024))).toEqual(image('image/jpeg', 4_032, 3_024));
    for (const kind of ['VP8 ', 'VP8L', 'VP8X'] as const) {
      expect(inspect(webpOf(kind, 800, 600))).toEqual(image('image/webp', 800, 600));
    }
  });

  it('is a JPEG with the size of its own frame, not of the preview within', () => {
    const preview: [number, Buffer] = [0xe1, jpegOf(160, 120)];
    expect(inspect(jpegOf(1_600, 1_200, [[0xe0, Buffer.from('JFIF')], preview]))).toEqual(
      image('image/jpeg', 1_600, 1_200),
    );
  });

  it('is text when it is UTF-8 without NUL', () => {
    for (const text of ['# Notes\n', '\ufeffmit Umlauten: äöü', '<html>a page</html>', '{"a": 1}', 'BM is a word']) {
      expect(inspect(text)).toEqual({ kind: 'TEXT', contentType: 'text/plain' });
    }
  });

  it('is refused with a reason when models are given no such file', () => {
    const why = (content: Buffer | string) => expect(() => inspect(content));
    why('').toThrow('it is empty');
    why(pngOf(50_000, 50_000)).toThrow('50000 × 50000 pixels');
    why(pngOf(8_000, 8_000)).toThrow('40 million');
    why(pngOf(0, 10)).toThrow('no pixels');
    why(pngOf(10, 10).subarray(0, 20)).toThrow('damaged or cut off');
    why(jpegOf(10, 10).subarray(0, 9)).toThrow('damaged or cut off');
    why('%PDF-1.7 …').toThrow('PDFs');
    why(Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.from([0xff])])).toThrow('Archives');
    why(Buffer.from('\0\0\0\x18ftypheic\0\0', 'latin1')).toThrow('HEIC');
    why(Buffer.from([0x66, 0xff, 0x66])).toThrow('neither');
    why('text with \0 in it').toThrow('neither');
    why('x'.repeat(2 ** 20 + 1)).toThrow('1 MiB');
  });

  it('is refused as SVG behind all that XML lets stand before it', () => {
    for (const before of [
      '',
      '\ufeff \n',
      '<?xml version="1.0"?>\n<!-- a > comment -->',
      '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">',
      '<!DOCTYPE svg [ <!ENTITY a "<b>"> ]>\n',
    ]) {
      expect(() => inspect(`${before}<svg xmlns="http://www.w3.org/2000/svg"/>`)).toThrow('SVG');
      expect(() => inspect(`${before}<s:SVG />`)).toThrow('SVG');
    }
    expect(inspect('An <svg> in the middle').kind).toBe('TEXT');
  });

  it('is an image when something else follows in the same bytes', () => {
    expect(inspect(pngOf(5, 5, '<script>alert(1)</script>PK\x03\x04'))).toEqual(image('image/png', 5, 5));
  });

  it('is looked at in bounded time, and never fails otherwise', () => {
    // Fill bytes and segments without end.
    for (const end of [Buffer.alloc(5_000_000, 0xff), Buffer.alloc(5_000_000, Buffer.from([0xff, 0xe0, 0, 2]))]) {
      expect(() => inspect(Buffer.concat([Buffer.from([0xff, 0xd8]), end]))).toThrow('damaged or cut off');
    }
    const starts = [
      pngOf(5, 5),
      gifOf(5, 5),
      jpegOf(5, 5),
      webpOf('VP8X', 5, 5),
      Buffer.from('<!DOCTYPE ['),
      Buffer.of(),
    ];
    const cut = fc.tuple(fc.constantFrom(...starts), fc.nat(40), fc.uint8Array({ maxLength: 60 }));
    fc.assert(
      fc.property(cut, ([start, at, rest]) => {
        try {
          inspect(Buffer.concat([start.subarray(0, at), rest]));
        } catch (error) {
          expect(error).toBeInstanceOf(BadUserInputError);
        }
      }),
    );
  });
});

describe('the name of a file', () => {
  it('is without folders, hidden marks and line ends', () => {
    expect(attachmentName('../../etc/passwd')).toBe('passwd');
    expect(attachmentName('C:\\photos\\a.png')).toBe('a.png');
    expect(attachmentName('exe.\u202egnp')).toBe('exe.gnp');
    expect(attachmentName('a\r\nb\0.txt')).toBe('ab.txt');
    expect(attachmentName('ø'.repeat(500))).toHaveLength(200);
    for (const nothing of [undefined, null, '', '..', 'a/', ' \t ']) expect(attachmentName(nothing)).toBe('file');
  });
});
